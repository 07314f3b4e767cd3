"""The product's default model in PyTorch on the CPU: the same values, batches and optimiser. Prints times as JSON."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from timed import given, read, read_json, report, start

constants = read_json("constants.json")
values = start()
weights = constants["weights"]


def embedding(name):
    return nn.Embedding.from_pretrained(values[name], freeze=False)


def linear(name, bias=True):
    inputs, outputs = values[f"{name}/weights"].shape
    layer = nn.Linear(inputs, outputs, bias)
    layer.weight.data.copy_(values[f"{name}/weights"].T)
    if bias:
        layer.bias.data.copy_(values[f"{name}/bias"])
    return layer


def norm(name):
    layer = nn.LayerNorm(len(values[f"{name}/scale"]), eps=1e-5)
    layer.weight.data.copy_(values[f"{name}/scale"])
    layer.bias.data.copy_(values[f"{name}/shift"])
    return layer


def parameter(name):
    return nn.Parameter(values[name])


def spread(x, goal):
    return F.relu(goal - (x.var(0) + 1e-4).sqrt()).mean()


class Clusters(nn.Module):
    def __init__(self):
        super().__init__()
        self.attributes = embedding("user-clusters/attributes")
        self.query = nn.Sequential(linear("user-clusters/query"), norm("user-clusters/query/norm"))
        self.keys = parameter("user-clusters/keys")
        self.values = parameter("user-clusters/values")

    def forward(self, ids):
        query = self.query(self.attributes(ids).flatten(1))
        scores = query @ self.keys.T - 0.5 * self.keys.square().sum(1)
        assignment = F.softmax(2 * scores, 1)
        mean = assignment.mean(0)
        clusters, width = self.values.shape
        balance = (mean * (mean * clusters + 1e-8).log()).sum()
        covariance = torch.cov(self.values.T)
        off = (covariance.square().sum() - covariance.diagonal().square().sum()) / width
        variance = spread(self.values, 0.3) + spread(self.keys, 1)
        loss = weights["balance"] * balance + weights["covariance"] * off + weights["variance"] * variance
        return assignment @ self.values, loss


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.priors = embedding("prior-gate/priors")
        self.unit = nn.Sequential(linear("prior-gate/hidden"), nn.ReLU(), linear("prior-gate/weights"), nn.Sigmoid())

    def forward(self, fields, ids):
        p = self.priors(ids).flatten(1)
        by_field = 2 * self.unit(torch.cat([fields.detach().flatten(1), p], 1))
        drift = (by_field.mean(1) - 1).square().mean()
        return fields * by_field.unsqueeze(2), p, weights["mean"] * drift


class Interactions(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = linear("interactions/mlp/0")
        self.extras = linear("interactions/mlp/extras", bias=False)
        self.upper = nn.Sequential(norm("interactions/mlp/0/norm"), nn.ReLU(), linear("interactions/mlp/upper/0"),
                                   norm("interactions/mlp/upper/0/norm"), nn.ReLU())
        self.cross = nn.ModuleList([linear("interactions/cross/0"), linear("interactions/cross/1")])

    def forward(self, fields, user, p):
        flat = fields.flatten(1)
        crossed = flat
        for layer in self.cross:
            crossed = torch.addcmul(crossed, flat, layer(crossed))
        hidden = torch.cat([self.upper(self.first(flat) + self.extras(p)), crossed], 1)
        squares = fields.square().sum(1) + user.square()
        return hidden, 0.5 * ((fields.sum(1) + user).square() - squares).sum(1)


class Star(nn.Module):
    """Shared weights times a factor of the row's scene, shared bias plus one of the scene."""

    def __init__(self, name):
        super().__init__()
        self.weights, self.factors = parameter(f"{name}/shared/weights"), parameter(f"{name}/factors")
        self.shared, self.own = parameter(f"{name}/shared/bias"), parameter(f"{name}/bias")

    def bias(self, scene):
        return torch.addmm(self.shared, scene, self.own)

    def forward(self, x, scene):
        inputs, scenes, outputs = self.factors.shape
        each = (x @ (self.weights * self.factors).reshape(inputs, -1)).reshape(-1, scenes, outputs)
        return (each * scene.unsqueeze(2)).sum(1) + self.bias(scene)


class Head(Star):
    def forward(self, x, scene):
        own = scene @ (self.weights * self.factors)[0]
        return (x * own).reshape(len(x), len(self.shared), -1).sum(2) + self.bias(scene)


class Ranker(nn.Module):
    def __init__(self):
        super().__init__()
        self.fields = embedding("embedding/fields")
        self.linear = embedding("embedding/linear")
        self.user = embedding("embedding/user")
        self.clusters, self.gate, self.interactions = Clusters(), Gate(), Interactions()
        self.trunk, self.tower = Star("scene-routing/star/0"), Star("scene-routing/tower/0")
        self.head = Head("scene-routing/tower/logit")
        self.auxiliary = nn.Sequential(linear("scene-routing/auxiliary/0"), nn.ReLU(),
                                       linear("scene-routing/auxiliary/logit", bias=False))

    def forward(self, ids, scene, mask):
        plain = ids[:, PLAIN] + OFFSETS["plain"]
        user = self.user(ids[:, constants["user"]]) * mask
        group, cluster_loss = self.clusters(ids[:, UNBIASED] + OFFSETS["unbiased"])
        fields = torch.cat([self.fields(plain), group.unsqueeze(1)], 1)
        fields, p, gate_loss = self.gate(fields, ids[:, PRIOR] + OFFSETS["prior"])
        hidden, wide = self.interactions(fields, user, p)
        deep = self.head(F.relu(self.tower(F.relu(self.trunk(hidden, scene)), scene)), scene)
        wide = wide + self.linear(plain).sum((1, 2))
        logits = deep + self.auxiliary(torch.cat([hidden, scene], 1)) + wide.unsqueeze(1)
        return logits, cluster_loss + gate_loss


def chain_loss(z, labels):
    """Two nested tasks: ln p of each, ln (1 - p) of each."""
    passed, failed = F.logsigmoid(z), F.logsigmoid(-z)
    log_p = passed.cumsum(1)
    log_not = torch.stack([failed[:, 0], torch.logaddexp(failed[:, 0], failed[:, 1] + passed[:, 0])], 1)
    return -(labels * log_p + (1 - labels) * log_not).mean(0).sum()


PLAIN, UNBIASED, PRIOR = (constants[name]["columns"] for name in ("plain", "unbiased", "prior"))
OFFSETS = {name: torch.tensor(constants[name]["offsets"]) for name in ("plain", "unbiased", "prior")}
all_ids = read("ids.i32", np.int32, -1, constants["fields"]).long()
all_scenes = F.one_hot(read("scenes.i32", np.int32, -1).long(), constants["scenes"]).float()
all_labels = read("labels.f32", np.float32, -1, constants["tasks"])
steps = read("rows.i32", np.int32, -1, given.batch).long()
masks = read("masks.f32", np.float32, -1, given.batch, 1)
model = Ranker()
optimizer = torch.optim.Adam(model.parameters(), lr=constants["rate"], betas=(0.9, 0.999), eps=1e-8, foreach=True)


def step(index):
    rows = steps[index % len(steps)]
    logits, penalties = model(all_ids[rows], all_scenes[rows], masks[index % len(steps)])
    loss = chain_loss(logits, all_labels[rows]) + penalties
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        model.user.weight.mul_(constants["shrink"])
    return loss.item()


report(step)
