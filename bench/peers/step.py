"""The reference step in PyTorch on the CPU: the same values, rows, batches and optimiser. Prints times as JSON."""
import numpy as np
import torch
import torch.nn.functional as F

from timed import given, read, report, start

FIELDS, WIDTH, SCENES, TASKS = 12, 16, 3, 3
X = FIELDS * WIDTH
p = {name: values.requires_grad_() for name, values in start().items()}
ids = read("ids.i32", np.int32, -1, FIELDS).long()
scenes = F.one_hot(read("scenes.i32", np.int32, -1).long(), SCENES).float()
labels = read("labels.f32", np.float32, -1, TASKS)
optimizer = torch.optim.Adam(list(p.values()), lr=0.001, betas=(0.9, 0.999), eps=1e-8)


def dense(x, name):
    return torch.addmm(p[f"{name}b"], x, p[name])


def step(index):
    first = (index * given.batch) % (len(ids) - given.batch + 1)
    rows = slice(first, first + given.batch)
    x0 = F.embedding(ids[rows], p["table"]).reshape(-1, X)
    crossed = x0
    for name in ("cross0", "cross1"):
        crossed = x0 * dense(crossed, name) + crossed
    deep = F.relu(dense(F.relu(dense(x0, "mlp0")), "mlp1"))
    both = torch.cat([crossed, deep], 1)
    shared = F.relu(dense(both, "shared"))
    towers = F.relu(dense(both, "own")).reshape(-1, SCENES, 64)
    own = (towers * scenes[rows].unsqueeze(2)).sum(1)
    top = torch.cat([shared, own], 1)
    logits = torch.cat([dense(F.relu(dense(top, f"head{i}")), f"logit{i}") for i in range(TASKS)], 1)
    loss = F.binary_cross_entropy_with_logits(logits, labels[rows], reduction="none").mean(0).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


report(step)
