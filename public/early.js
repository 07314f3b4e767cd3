// Runs while the page's own script is still on its way: what a link's card is made of is fetched beside it.
if (location.hash.startsWith('#/x/'))
  for (const href of document.currentScript.dataset.card.split(' ')) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = href
    link.crossOrigin = ''
    link.dataset.early = ''
    document.head.append(link)
  }
