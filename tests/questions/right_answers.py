"""Right answers in other words than the solutions: loops, one-liners, other containers, other formulas."""

RIGHT_ANSWERS: dict[str, list[str]] = {
    "01.1a": [
        """def svm_subgradient(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, penalty: float) -> tuple:
    n, d = X.shape
    dw, db = [0.0]*d, 0.0
    for i in reversed(range(n)):
        s = 0.0
        for j in range(d): s += w[j]*X[i, j]
        if y[i]*(s+b) < 1:
            for j in range(d): dw[j] -= y[i]*X[i, j]/n
            db -= y[i]/n
    for j in range(d): dw[j] += penalty*w[j]
    print(dw, db)
    return dw, db
""",
        """svm_subgradient = lambda w, b, X, y, penalty: (
    -(y * (1 - y * (X @ w + b) > 0)) @ X / len(y) + penalty * w,
    float(-np.mean(y * (1 > y * (X @ w + b)))),
)
""",
    ],
    "01.1b": [
        """def line_from_dual(alpha, X, y, penalty):
    n = len(y)
    w = np.zeros(X.shape[1])
    for i in range(n-1,-1,-1):
        w = w + alpha[i]*y[i]*X[i]/(penalty*n)
    b = None
    for i in range(n):
        if 1e-9 < alpha[i] < 1-1e-9:
            b = y[i] - sum(w[j]*X[i][j] for j in range(len(w)))
    return [w.tolist(), b]
""",
        """def line_from_dual(alpha, X, y, penalty):
    w = X.T @ (alpha*y)/penalty/y.size
    sv = (alpha > 1e-8) & (alpha < 1 - 1e-8)
    return w, np.mean(y[sv] - X[sv] @ w)
""",
    ],
    "01.2a": [
        """import math
def cell_histogram(gx, gy, bins):
    h = [0.0]*bins
    for u, v in zip(np.ravel(gx), np.ravel(gy)):
        ang = math.atan2(v, u)
        if ang < 0: ang += math.pi
        k = int(ang/(math.pi/bins))
        if k == bins: k = 0
        h[k] += math.sqrt(u*u+v*v)
    return h
""",
        """def cell_histogram(gx, gy, bins):
    t = np.degrees(np.arctan2(gy, gx)) % 180
    return np.histogram(np.where(t == 180, 0, t), bins=bins, range=(0, 180), weights=np.sqrt(gx**2+gy**2))[0]
""",
    ],
    "01.3a": [
        """from math import exp
def lif_step(v, current, R, tau, threshold, dt):
    new, fired = [], []
    for u, i in zip(v, current):
        inf = R*i
        x = inf + (u-inf)*exp(-dt/tau)
        f = x >= threshold
        new.append(0.0 if f else x); fired.append(f)
    return new, fired
""",
        """def lif_step(v, current, R, tau, threshold, dt):
    k = np.exp(-dt/tau)
    x = v*k + R*current*(1-k)
    f = (x >= threshold).astype(int)
    return x*(1-f), f
""",
    ],
    "01.5a": [
        """def neuron_outputs(w, X, g):
    return [float(np.squeeze(g(np.array([w[0] + sum(a*b for a, b in zip(w[1:], row))])))) for row in X]
""",
        """def neuron_outputs(w, X, g):
    return g(X @ w[1:] + w[0])
""",
        """def neuron_outputs(w, X, g):
    return np.array([g(w[0] + np.dot(w[1:], row)) for row in X])
""",
        """def neuron_outputs(w, X, g):
    X1 = np.concatenate([np.ones((X.shape[0], 1)), X], axis=1)
    return g(X1 @ w.reshape(-1, 1))
""",
    ],
    "01.6a": [
        """import math
def gradient(w, X, y):
    out = [0.0]*len(w)
    for xi, yi in zip(X, y):
        p = 1/(1+math.exp(-sum(a*b for a,b in zip(w, xi))))
        t = 1 if yi == 1 else 0
        for j in range(len(w)): out[j] += (p-t)*xi[j]/len(y)
    return tuple(out)
""",
        """def gradient(w, X, y):
    return np.mean((-y/(1+np.exp(y*(X@w))))[:, None]*X, axis=0)
""",
    ],
    "02.1a": [
        """def stretched_slope(a):
    s = (np.asarray(a)+1)/2
    return 2*s*(1-s)
""",
        "stretched_slope = np.vectorize(lambda a: 0.5*(1-a)*(1+a), otypes=[float])",
        """def stretched_slope(a):
    z = np.log((1+a)/(1-a))
    s = 1/(1+np.exp(-z))
    return 2*s*(1-s)
""",
    ],
    "02.1b": [
        """def my_leaky_relu(z, epsilon):
    return np.maximum(z, epsilon*z)
""",
        """def my_leaky_relu(z, epsilon):
    out = np.array(z, dtype=float)
    out[out < 0] *= epsilon
    return out
""",
        """def my_leaky_relu(z, epsilon):
    f = lambda v: v if v > 0 else epsilon*v
    return np.reshape([f(v) for v in np.ravel(z)], np.shape(z))
""",
    ],
    "02.2a": [
        """def relu_slope(z, at_zero):
    return np.heaviside(z, at_zero)
""",
        """def relu_slope(z, at_zero):
    return (z > 0) + at_zero*(z == 0)
""",
        """def relu_slope(z, at_zero):
    z = np.asarray(z)
    out = np.empty(z.shape)
    for i in np.ndindex(z.shape):
        out[i] = 1 if z[i] > 0 else (0 if z[i] < 0 else at_zero)
    return out
""",
    ],
    "02.3a": [
        """def count_silent(Z, slope, tolerance):
    n = 0
    for row in Z:
        if max(abs(slope(row))) < tolerance:
            n += 1
    return n
""",
        """def count_silent(Z, slope, tolerance):
    return sum(all(abs(float(slope(np.array(z)))) < tolerance for z in row) for row in Z)
""",
        """def count_silent(Z, slope, tolerance):
    return np.count_nonzero(np.all(np.abs(slope(Z)) < tolerance, axis=1))
""",
    ],
    "02.4a": [
        """def epsilon_gradients(z, da):
    n, k = z.shape
    return [sum(da[i][j]*z[i][j] for i in range(n) if z[i][j] < 0) for j in range(k)]
""",
        """def epsilon_gradients(z, da):
    return np.einsum('ij,ij->j', da, np.where(z < 0, z, 0))
""",
    ],
    "02.5a": [
        """import math
def softmax_jacobian(z, T):
    m = max(z)
    e = [math.exp((v-m)/T) for v in z]
    p = [v/sum(e) for v in e]
    return [[p[i]*((1 if i == j else 0)-p[j])/T for j in range(len(p))] for i in range(len(p))]
""",
    ],
    "03.1a": [
        """def answer(w, b, x):
    return int(np.sign(sum(wi*xi for wi, xi in zip(w, x)) + b) or -1)
""",
        """def answer(w, b, x):
    return np.where(np.dot(w, x) + b > 0, 1, -1)
""",
        """from lecture_lib import Perceptron
class Unit:
    def __init__(self): pass
    def __call__(self, w, b, x):
        s = b
        for k in range(len(w) - 1, -1, -1): s = s + w[k]*x[k]
        return 1.0 if s > 0 else -1.0
answer = Unit()
""",
    ],
    "03.1b": [
        """def learn_from(w, b, x, truth, rate):
    guess = -1 if np.inner(w, x) + b <= 0 else 1
    if guess != truth:
        w = [wi + 2*rate*truth*xi for wi, xi in zip(w, x)]
        b += 2*rate*truth
    return w, b
""",
        """def learn_from(w, b, x, truth, rate):
    w = w.astype(float).copy()
    e = truth - (1 if w.dot(x) + b > 0 else -1)
    w += rate*e*x
    return (w, b + rate*e)
""",
    ],
    "03.2a": [
        "w1, w2, b = -0.5, -0.5, 0.75",
        "w1 = w2 = np.float32(-3); b = np.float32(4.5)",
        "w1, w2, b = [-1], [-1], [1.5]",
    ],
    "03.2b": [
        "taken = (6, 4, 4, 2)",
        "taken = np.array([3,2,2,1])*1.0",
        "taken = {'a':3}; taken = list({'(0,0)':3,'(0,1)':2,'(1,0)':2,'(2,2)':1}.values())",
    ],
    "03.3a": [
        """def margin(w, b, X, y):
    best = float('inf')
    for xi, yi in zip(X, y):
        best = min(best, yi*(sum(p*q for p, q in zip(w, xi)) + b)/sum(p*p for p in w)**0.5)
    return best
""",
        """def margin(w, b, X, y):
    n = np.sqrt(w @ w)
    return (y*(X @ (w/n) + b/n)).min()
""",
    ],
    "03.4a": [
        """def count_mistakes(X, y, order):
    X1 = np.column_stack([X, np.ones(len(X))])
    w = np.zeros(X1.shape[1]); n = 0
    for i in order:
        if y[i]*1.0*(1 if w @ X1[i] > 0 else -1) < 0:
            w += y[i]*X1[i]; n += 1
    return n
""",
        """def count_mistakes(X, y, order):
    w, b = [0]*len(X[0]), 0
    n = 0
    for i in order:
        s = b + sum(a*c for a, c in zip(w, X[i]))
        a_ = 1 if s > 0 else -1
        if a_ != y[i]:
            w = [p + y[i]*q for p, q in zip(w, X[i])]; b += y[i]; n += 1
    return np.int64(n)
""",
    ],
    "04.2a": [
        "hidden_points = np.sign(np.array([[.2,-.5],[.4,.4],[-1,2],[1.2,.5]]) @ np.ones((2,2)) - [.5,1.5])",
        "hidden_points = ((-1, -1), (1, -1), (1, -1), (1, 1))",
        "hidden_points = [np.array([-1,-1]), np.array([1,-1]), np.array([1,-1]), np.array([1,1])]",
    ],
    "04.3a": [
        """def relu_network(X):
    h = [[max(0, p+q), max(0, p+q-1)] for p, q in X]
    return h, [max(0, u-2*v-0.5) for u, v in h]
""",
        """def relu_network(X):
    net = MLP(([[1,1],[1,1]],[0,-1],relu), ([[1,-2]],[-0.5],relu))
    h = np.maximum(X @ [[1,1],[1,1]] + [0,-1], 0)
    return h, net(X).ravel() if hasattr(net(X), 'ravel') else np.maximum(h @ [1,-2]-.5, 0)
""",
    ],
    "04.4a": [
        """def hidden_images(W, c, g, X):
    return [[float(np.squeeze(g(np.array(float(W[j] @ x + c[j]))))) for j in range(len(W))] for x in X]
""",
        """def hidden_images(W, c, g, X):
    return np.array([g(W @ x + c) for x in X])
""",
        """def hidden_images(W, c, g, X):
    return g((W @ X.T + c[:, None])).T
""",
        """def hidden_images(W, c, g, X):
    return np.stack([g(X @ w + cc) for w, cc in zip(W, c)], axis=-1)
""",
    ],
    "04.4b": [
        "xnor = MLP(([[1,1],[-1,-1]],[-1.5,0.5],step), ([[1,1]],[-0.5],step))",
        "xnor = MLP(([[1,1],[-1,-1]],[-1.5,0.5],sign), ([[1,1]],[1],sign))",
        "xnor = MLP(([[20,20],[-20,-20]],[-30,10],sigmoid), ([[20,20]],[-10],sigmoid))",
        "xnor = MLP((np.array([[2,2],[2,2]]),np.array([-1,-3]),tanh), (np.array([[-3,3]]),np.array([3.]),tanh))",
        "xnor = [([[1,1],[-1,-1]],[-1.5,0.5],step), ([[1,1]],[-0.5],step)]",
        "xnor = MLP(([[1,-1],[-1,1]],[0,0],relu), ([[-1,-1]],[0.5],sign))",
    ],
    "04.5a": [
        """import math
def polar_features(X, centre):
    return [(math.hypot(p-centre[0], q-centre[1]), math.atan2(q-centre[1], p-centre[0])) for p, q in X]
""",
        """def polar_features(X, centre):
    z = (X[:,0]-centre[0]) + 1j*(X[:,1]-centre[1])
    return np.c_[np.abs(z), np.angle(z) % (2*np.pi)]
""",
        """def polar_features(X, centre):
    d = X-centre
    return np.transpose([np.linalg.norm(d, axis=1), np.arctan2(d[:,1], d[:,0]) + 2*np.pi])
""",
    ],
    "04.6a": [
        "counts = 6, 29, 71",
        "counts = np.array([6.,29,71])",
    ],
    "05.1a": [
        "z = W.dot(x) + b",
        "z = [sum(W[i][j]*x[j] for j in range(3))+b[i] for i in range(4)]",
        "z = (W @ x + b).reshape(-1,1)",
        "z = [float(v) for v in W@x+b]",
    ],
    "05.4a": [
        """def layer(W, b, g, a):
    z = [sum(W[i, j]*a[j] for j in range(len(a))) + b[i] for i in range(len(b))]
    return [float(np.squeeze(g(np.array([v])))) for v in z]
""",
        """def layer(W, b, g, a):
    return [g(v) for v in W @ a + b]
""",
        """def layer(W, b, g, a):
    return g(np.dot(W, a.reshape(-1, 1)) + b.reshape(-1, 1))
""",
        """def layer(W, b, g, a):
    return g((W @ a + b).tolist())
""",
        """class Layer:
    def __call__(self, W: "np.ndarray", b, g, a): return g(np.einsum('ij,j->i', W, a) + b)
layer = Layer()
""",
    ],
    "05.2a": [
        """import math
def my_softmax(z):
    m = max(z)
    e = [math.exp(v-m) for v in z]
    s = math.fsum(e)
    return [v/s for v in e]
""",
        """def my_softmax(z):
    return np.array([1/np.sum(np.exp(z-v)) for v in z])
""",
        """def my_softmax(z):
    z = np.asarray(z, dtype=np.float32); z = z - z.max(); return np.exp(z)/np.exp(z).sum()
""",
        """def my_softmax(z):
    m = np.max(z); return np.exp(z - m - np.log(np.sum(np.exp(z - m))))
""",
    ],
    "05.3a": [
        """def run(layers, x):
    if not layers: return x
    (W, b, g), *rest = layers
    return run(rest, g(np.array([sum(w*v for w, v in zip(row, x)) for row in W]) + b))
""",
        """from functools import reduce
run = lambda layers, x: reduce(lambda a, l: l[2](l[0] @ a + l[1]), layers, x)
""",
        """def run(layers, x):
    a = x.reshape(-1, 1)
    for W, b, g in layers: a = g(W @ a + b[:, None])
    return a
""",
        """def run(layers, x):
    import functools
    return [*map(float, np.ravel(functools.reduce(lambda a, l: l[2](l[0] @ a + l[1]), layers, x)))]
""",
    ],
    "05.4b": [
        """def n_parameters(sizes):
    total = 0
    for i in range(1, len(sizes)): total += (sizes[i-1]+1)*sizes[i]
    return float(total)
""",
        "n_parameters = lambda s: sum(np.array(s[:-1])*np.array(s[1:])) + sum(s[1:])",
    ],
    "05.5a": [
        """def affine_of_batch(W, b, X):
    return [[sum(W[i, j]*x[j] for j in range(len(x))) + b[i] for i in range(len(b))] for x in X]
""",
        """def affine_of_batch(W, b, X):
    return (W @ X.T).T + b.reshape(1, -1)
""",
        "def affine_of_batch(W, b, X): return np.einsum('oi,ni->no', W, X) + b",
    ],
    "06.1a": [
        """import math
def mean_cross_entropy(P, Y):
    s = 0
    for p, y in zip(P, Y):
        for a, t in zip(p, y):
            if t == 1: s -= math.log(a)
    return s/len(P)
""",
        """def mean_cross_entropy(P, Y):
    return -np.mean(np.log(P[Y == 1]))
""",
        """def mean_cross_entropy(P, Y):
    return -np.log(P[np.arange(len(P)), Y.argmax(axis=1)]).sum()/len(P)
""",
        """def mean_cross_entropy(P, Y):
    return -(Y*np.log(np.where(Y == 1, P, 1))).sum(axis=1).mean()
""",
    ],
    "06.1b": [
        """import math
def loss_of_classes(P, c):
    return sum(-math.log(P[i][k]) for i, k in enumerate(c))/len(c)
""",
        "def loss_of_classes(P, c): return -np.log(np.take_along_axis(P, c[:, None], 1)).mean()",
    ],
    "06.2a": [
        """def softmax_rows(Z):
    out = []
    for row in Z:
        e = np.exp(row - max(row)); out.append(e/sum(e))
    return out
""",
        """def softmax_rows(Z):
    return np.apply_along_axis(lambda r: np.exp(r-r.max())/np.exp(r-r.max()).sum(), 1, Z)
""",
        """def softmax_rows(Z):
    Z = (Z.T - Z.T.max(axis=0)); return (np.exp(Z)/np.exp(Z).sum(axis=0)).T
""",
    ],
    "06.2b": [
        """import math
def at_temperature(z, T):
    v = [x/T for x in z]; m = max(v); e = [math.exp(x-m) for x in v]
    return [x/sum(e) for x in e]
""",
        """def at_temperature(z, T):
    v = np.asarray(z)/T
    return np.exp(v - np.logaddexp.reduce(v))
""",
    ],
    "06.3a": [
        "derivatives = [-0.92, 0.9, 0.02]",
        "derivatives = (-0.91, 0.89, 0.02)",
        "derivatives = np.round(np.exp([0.57,2.95,-0.86])/np.exp([0.57,2.95,-0.86]).sum() - [1,0,0], 2)",
        "derivatives = np.round(np.exp([0.57,2.95,-0.86])/np.exp([0.57,2.95,-0.86]).sum() - [1,0,0], 2).reshape(3,1)",
    ],
    "06.4a": [
        """def gradient(W, b, X, Y):
    n, k = Y.shape
    dW = np.zeros(W.shape); db = np.zeros(k)
    for x, y in zip(X, Y):
        z = W @ x + b; z = z - z.max(); p = np.exp(z)/np.exp(z).sum()
        dW += np.outer(p-y, x)/n; db += (p-y)/n
    return dW, db
""",
        """def gradient(W, b, X, Y):
    Z = X @ W.T + b; Z -= Z.max(1, keepdims=True); P = np.exp(Z); P /= P.sum(1, keepdims=True)
    return [((P-Y).T @ X/len(X)).tolist(), (P-Y).mean(axis=0).tolist()]
""",
    ],
    "07.1a": [
        """import functools
def run(functions, x): return functools.reduce(lambda v, f: f(v), functions, x)
""",
        "def run(functions, x): return functions[-1](run(functions[:-1], x)) if functions else x",
        """def run(functions, x):
    y = x
    k = 0
    while k < len(functions):
        y = functions[k](y); k += 1
    return y
""",
    ],
    "07.2a": [
        """def to_matrices(theta, psi, phi):
    first = [[[r[1]] for r in theta], [r[0] for r in theta]]
    return [first, [[list(r[1:]) for r in psi], [r[0] for r in psi]], [[list(phi[1:])], [phi[0]]]]
""",
        """def to_matrices(theta, psi, phi):
    return [(theta[:, 1:2], theta[:, 0]), (psi[:, 1:], psi[:, 0]), (phi[1:].reshape(1, -1), phi[:1])]
""",
        """def to_matrices(theta, psi, phi):
    return (theta[:, 1:], theta[:, :1]), (psi[:, 1:], psi[:, :1]), (phi[None, 1:], phi[0])
""",
        """def to_matrices(theta, psi, phi):
    return [(theta[:, [1]], theta[:, [0]]), (psi[:, 1:], psi[:, [0]]), (np.array([phi[1:]]), np.array([[phi[0]]]))]
""",
    ],
    "07.3a": [
        """def collapse(layers):
    W, b = layers[-1]
    for V, c in reversed(layers[:-1]):
        W, b = W @ V, W @ c + b
    return [W, b]
""",
        """def collapse(layers):
    n = layers[0][0].shape[1]
    f = lambda x: __import__('functools').reduce(lambda a, l: l[0] @ a + l[1], layers, x)
    b = f(np.zeros(n)); return np.column_stack([f(e) - b for e in np.eye(n)]), b
""",
        """def collapse(layers):
    if len(layers) == 1: return layers[0]
    W, b = collapse(layers[:-1]); V, c = layers[-1]
    return V.dot(W), V.dot(b) + c
""",
    ],
    "07.4a": [
        """def n_parameters(n_in, K, D, n_out):
    s = [n_in] + [D]*K + [n_out]
    return sum((p+1)*q for p, q in zip(s, s[1:]))
""",
    ],
    "07.5a": [
        """net = MLP(
    (np.array([[1.], [1.], [-1.]]), np.array([1, -.5, 2]), relu),
    (np.array([[2, 5, -1], [1, 0, 3]]), np.array([7, -2]), identity),
)
""",
        "net = [([[1], [1], [1]], [1, -0.5, -2], relu), ([[1, -1, 1], [1, 0, -1]], [0, 0], identity)]",
    ],
    "08.1a": [
        """import math
def entropy_risk(p, y):
    return -sum(math.log(a) if t == 1 else math.log(1-a) for a, t in zip(p, y))/len(p)
""",
        "def entropy_risk(p, y): return -np.log(np.where(y == 1, p, 1-p)).mean()",
        "def entropy_risk(p, y): return float(np.average(-(y*np.log(p)+(1-y)*np.log1p(-p))))",
    ],
    "08.2a": [
        """x, y = np.array([1, 3, 2]), np.array([3, 1, -1])
e = 2*x - 1 - y
w_and_b = (float(2 - .1*(e*x).mean()), float(-1 - .1*e.mean()))
""",
        "x=np.array([1,3,2]);y=np.array([3,1,-1]);e=2*x-1-y;w_and_b=np.array([2,-1])-.1*np.array([(e*x).mean(),e.mean()])",
    ],
    "08.2b": [
        """def batches(order, size):
    out = []
    for i in order:
        if not out or len(out[-1]) == size: out.append([])
        out[-1].append(i)
    return out
""",
        """def batches(order, size):
    return [list(order[k*size:(k+1)*size]) for k in range(-(-len(order)//size))]
""",
        """def batches(order, size):
    return tuple(tuple(order[k:k+size]) for k in range(0, len(order), size))
""",
        """def batches(order, size):
    return [np.array(order[k:k+size]) for k in range(0, len(order), size)]
""",
        """def batches(order, size):
    return np.array_split(order, range(size, len(order), size))
""",
        """def batches(order, size):
    for k in range(0, len(order), size):
        yield order[k:k+size]
""",
    ],
    "08.2c": [
        """def momentum_step(p, v, g, rate, beta):
    v2 = [beta*a + b for a, b in zip(v, g)]
    return [a - rate*b for a, b in zip(p, v2)], v2
""",
        """def momentum_step(p, v, g, rate, beta):
    p, v = p.astype(float), v.astype(float)
    v *= beta; v += g; p -= rate*v
    return p, v
""",
    ],
    "08.2d": [
        "def largest_rate(H): return float(2/np.linalg.norm(H, 2))",
        "def largest_rate(H): return 2/max(np.linalg.eigvals(H).real)",
        "def largest_rate(H): return 2/np.linalg.svd(H)[1][0]",
        """def largest_rate(H):
    return 2/np.max(np.linalg.eigvals(H))
""",
    ],
    "08.3a": [
        """def kind_of_point(H):
    l = [0 if abs(v) <= 1e-9 else v for v in np.linalg.eigvalsh(H)]
    if min(l) < 0 < max(l): return 'saddle'
    if 0 in l: return 'flat'
    return 'minimum' if min(l) > 0 else 'maximum'
""",
        """def kind_of_point(H):
    e = np.linalg.eigvals(np.asarray(H)).real
    p, m, z = np.sum(e > 1e-9), np.sum(e < -1e-9), np.sum(abs(e) <= 1e-9)
    return np.str_('saddle' if p and m else 'flat' if z else 'minimum' if p else 'maximum')
""",
    ],
    "09.1a": [
        """import math
def gradient(w, x, b, t):
    y = math.tanh(w*x+b); d = (y-t)/math.cosh(w*x+b)**2
    return [d*x, d, d*w]
""",
        """def gradient(w, x, b, t):
    z = w*x + b; y = (np.exp(z)-np.exp(-z))/(np.exp(z)+np.exp(-z)); d = (y-t)*(1-y*y)
    return np.array([d*x, d, d*w])
""",
    ],
    "09.2a": [
        'edges_of_loss = {("w","p"),("x","p"),("p","z"),("b","z"),("z","y"),("y","e"),("t","e"),("e","s"),("s","L")}',
        'edges_of_loss = [["s","L"],["w","p"],["x","p"],["p","z"],["b","z"],["z","y"],["y","e"],["t","e"],["e","s"]]',
        'edges_of_loss = tuple(zip("wxpbzytes", "ppzzyeesL"))',
        'edges_of_loss = zip("wxpbzytes", "ppzzyeesL")',
        'edges_of_loss = np.array(list(zip("wxpbzytes", "ppzzyeesL")))',
        'edges_of_loss = [tuple(e.split()) for e in "w p,x p,p z,b z,z y,y e,t e,e s,s L".split(",")]',
        """edges_of_loss = [("w ","p"), ("x"," p"), ("p","z"), ("b","z"), ("z","y")]
edges_of_loss += [("y","e"), ("t","e"), ("e","s"), ("s","L")]
""",
    ],
    "09.2b": [
        """edges_of_regularised_loss = [("w","z"), ("x","z"), ("b","z"), ("z","y"), ("y","L")][::-1]
edges_of_regularised_loss += [("t","L"), ("w","R"), ("L","Lreg"), ("R","Lreg"), ("lam","Lreg")]
""",
        """edges_of_regularised_loss = set(zip("w x b z y t w L R lam".split(), "z z z y L L R Lreg Lreg Lreg".split()))
""",
    ],
    "09.2c": [
        """def graph_size(sizes):
    e = v = 0
    v = sizes[0]
    for p, q in zip(sizes, sizes[1:]):
        for _ in range(q):
            v += p + 1 + 2
            e += 2*p + 1 + 1
    return [v, e]
""",
    ],
    "09.3a": [
        "reading = lambda w, x, y: np.tanh(w*x+y)*(w*x+y) - w",
        'reading = "(w*x + y)*tanh(w*x + y) - w"',
        """import math
def reading(w, x, y):
    s = w*x + y
    return s*math.tanh(s) - w
""",
        'reading = "s = w*x + y\\ns*np.tanh(s) - w"',
        'reading = "u = w·x + y; u·tanh(u) − w"',
    ],
    "09.4a": [
        """import math
def slope_of_f(x):
    return math.cos(x) + math.exp(x**3*math.sin(x))*(3*x**2*math.sin(x) + x**3*math.cos(x))
""",
        """def slope_of_f(x):
    f = lambda x: np.sin(x) + np.exp(np.sin(x)*x**3)
    return np.imag(f(x+1e-30j))/1e-30
""",
        """def slope_of_f(x):
    f = lambda x: np.sin(x) + np.exp(np.sin(x)*x**3); h=1e-5
    return (f(x+h)-f(x-h))/(2*h)
""",
    ],
    "09.4b": [
        """from functools import cache
def adjoints(edges, result):
    names = {n for s, e, _ in edges for n in (s, e)} | {result}
    @cache
    def bar(n):
        return float(n == result) + sum(bar(e)*p for s, e, p in edges if s == n)
    return {n: bar(n) for n in names}
""",
        """from collections import defaultdict
def adjoints(edges, result):
    indeg = defaultdict(int); out = defaultdict(float); inc = defaultdict(list)
    for s, e, p in edges:
        indeg[s] += 1; inc[e].append((s, p)); out[s]; out[e]; indeg[e]
    out[result] = 1.0
    ready = [n for n in out if indeg[n] == 0]
    while ready:
        n = ready.pop()
        for s, p in inc[n]:
            out[s] += out[n]*p; indeg[s] -= 1
            if indeg[s] == 0: ready.append(s)
    return out
""",
    ],
    "09.5a": [
        """def multiplications(edges, inputs, outputs):
    m = len(edges); return np.array([m*len(inputs), m*len(outputs)])
""",
    ],
    "10.1a": [
        """import math
def delta(w, b, x, y):
    z = b
    for p, q in zip(w, x): z += p*q
    a = 1/(1+math.exp(-z)); return (a-y)*a*(1-a)
""",
        """from lecture_lib import sigmoid
def delta(w, b, x, y):
    z = np.dot(w, x) + b
    return (sigmoid(z) - y)*sigmoid(z)*(1 - sigmoid(z))
""",
    ],
    "10.2a": [
        """def gradients(W1, b1, W2, b2, X, Y):
    n = len(X); s = lambda z: 1/(1+np.exp(-z))
    dW1, db1, dW2, db2 = (np.zeros_like(p, dtype=float) for p in (W1, b1, W2, b2))
    for x, y in zip(X, Y):
        a1 = s(W1 @ x + b1); a2 = s(W2 @ a1 + b2)
        d2 = (a2-y)*a2*(1-a2)/n; d1 = (W2.T @ d2)*a1*(1-a1)
        dW1 += np.outer(d1, x); db1 += d1; dW2 += np.outer(d2, a1); db2 += d2
    return dW1, db1, dW2, db2
""",
        """def gradients(W1, b1, W2, b2, X, Y):
    W1, b1, W2, b2 = [np.array(p, float) for p in (W1, b1, W2, b2)]
    def loss():
        s = lambda z: 1/(1+np.exp(-z))
        return 0.5*((s(s(X @ W1.T + b1) @ W2.T + b2) - Y)**2).sum()/len(X)
    out = []
    for p in (W1, b1, W2, b2):
        g = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            o = p[i]; p[i] = o + 1e-5; u = loss(); p[i] = o - 1e-5; v = loss(); p[i] = o
            g[i] = (u-v)/2e-5
        out.append(g)
    return out
""",
        """from lecture_lib import sigmoid
def gradients(W1, b1, W2, b2, X, Y):
    A1 = sigmoid(X @ W1.T + b1); A2 = sigmoid(A1 @ W2.T + b2)
    D2 = (A2 - Y)*A2*(1-A2); D1 = (D2 @ W2)*A1*(1-A1); n = X.shape[0]
    return D1.T @ X/n, D1.mean(axis=0), D2.T @ A1/n, D2.mean(axis=0)
""",
    ],
    "10.2b": [
        """def all_gradients(layers, X, Y):
    n = len(X); out = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b, _, _ in layers]
    for x, y in zip(X, Y):
        a, zs = [x], []
        for W, b, g, s in layers:
            zs.append(W @ a[-1] + b); a.append(g(zs[-1]))
        d = (a[-1]-y)/n
        for k in reversed(range(len(layers))):
            W, b, g, s = layers[k]
            d = d*s(zs[k]); out[k] = (out[k][0]+np.outer(d, a[k]), out[k][1]+d); d = W.T @ d
    return out
""",
        """def all_gradients(layers, X, Y):
    def back(k, A):
        if k == len(layers): return (A-Y)/len(X), []
        W, b, g, s = layers[k]; Z = A @ W.T + b
        dA, rest = back(k+1, g(Z)); dZ = dA*s(Z)
        return dZ @ W, [[dZ.T @ A, dZ.sum(0, keepdims=True)]] + rest
    return back(0, X)[1]
""",
    ],
    "10.4a": [
        """def numerical_gradient(f, p, h):
    E = np.eye(len(p))*h
    return [(f(p+e)-f(p-e))/(2*h) for e in E]
""",
        """def numerical_gradient(f, p, h):
    q = p.astype(float); g = np.zeros(len(p))
    for i in range(len(p)):
        old = q[i]; q[i] = old + h; up = f(q); q[i] = old - h; g[i] = (up - f(q))/(2*h); q[i] = old
    return g
""",
    ],
    "10.5a": [
        """def multiplications(sizes):
    return sum(p*q*(1 if i == 0 else 2) for i, (p, q) in enumerate(zip(sizes, sizes[1:])))
""",
        "def multiplications(s): return 2*sum(a*b for a,b in zip(s[:-1],s[1:])) - s[0]*s[1]",
    ],
    "11.1a": [
        "new_functions = (5, 6, 10)",
    ],
    "11.1b": [
        "claims = [True, False, True, False, False, True]",
        "claims = np.array([1.,0,1,0,0,1])",
        "claims = (1,0,1,0,0,1)",
    ],
    "11.2a": [
        """def my_bump(x, left, right, height):
    return [height if left < v < right else 0 for v in x]
""",
        "def my_bump(x, left, right, height): return height*(np.heaviside(x-left, 0)-np.heaviside(x-right, 0))",
        "def my_bump(x, left, right, height): return np.where((x > left) & (x <= right), height, 0)",
        "def my_bump(x, left, right, height): return height*((np.sign(x-left)+1)/2 - (np.sign(x-right)+1)/2)",
    ],
    "11.2b": [
        """def offset_and_weights(t, y):
    s = [(y[k+1]-y[k])/(t[k+1]-t[k]) for k in range(len(t)-1)]
    return [y[0]] + [s[k]-(s[k-1] if k else 0) for k in range(len(s))]
""",
        """def offset_and_weights(t, y):
    return np.concatenate([[y[0]], np.diff(np.diff(y)/np.diff(t), prepend=0)])
""",
        """def offset_and_weights(t, y):
    H = np.column_stack([np.ones(len(t)), np.maximum(0, t[:, None]-t[None, :-1])])
    return np.linalg.solve(H, y).tolist()
""",
    ],
    "11.2c": [
        """import math
def step_units(L, length, epsilon):
    return max(1, math.ceil(L*length/2/epsilon - 1e-9)) - 1
""",
        """def step_units(L, length, epsilon):
    n = 1
    while L*length/(2*n) > epsilon*(1+1e-12): n += 1
    return n - 1
""",
    ],
    "11.2d": [
        "slope_and_units = [-2, 278]",
        "slope_and_units = (-2.0, 278)",
        "slope_and_units = np.array([-2, 278])",
    ],
    "12.1a": [
        """def side_unit(p, q):
    w = [p[1]-q[1], q[0]-p[0]]
    return w, -(w[0]*p[0]+w[1]*p[1])
""",
        """def side_unit(p, q):
    d = (q-p)/np.linalg.norm(q-p); w = np.array([[0,-1],[1,0]]) @ d
    return w, [-w @ p]
""",
    ],
    "12.1b": [
        """def polygon_network(corners):
    W, b = [], []
    for i in range(len(corners)):
        p, q = corners[i], corners[(i+1) % len(corners)]
        w = np.array([p[1]-q[1], q[0]-p[0]]); W.append(w); b.append(-w @ p)
    return MLP((np.array(W), np.array(b), step), ([[1]*len(b)], [-len(b)+.5], step))
""",
        """def polygon_network(corners):
    W, b = [], []
    for p, q in zip(corners, np.roll(corners, -1, 0)):
        w = np.array([p[1]-q[1], q[0]-p[0]]); W.append(w); b.append(-w @ p)
    n = len(b)
    return [(np.array(W), np.array(b), step), (np.ones((1, n)), np.array([-n+.5]), step)]
""",
    ],
    "12.2c": [
        "def n_units(sides): return np.sum(sides) + len(sides) + 1",
        """def n_units(sides: list[int]) -> int:
    n = 1
    for s in sides: n += s + 1
    return n
""",
    ],
    "12.3a": [
        """import math
def share_of_lines(r, r0):
    return 1 if r < r0 else 1 - math.acos(r0/r)/math.pi
""",
    ],
    "13.1a": [
        "composition_bends = (.8,.6,.4,.25,.1)",
        "composition_bends = np.array([.1,.25,.4,.6,.8])",
        "composition_bends = {.1,.25,.4,.6,.8}",
        "composition_bends = [0.1, 0.25, 0.4, 0.6, 0.8][::-1]",
    ],
    "13.2a": [
        """def inputs_that_land(t, v, y):
    out = set()
    for k in range(len(t)-1):
        s = (y-v[k])/(v[k+1]-v[k])
        if -1e-12 <= s <= 1+1e-12: out.add(round(float(t[k]+s*(t[k+1]-t[k])), 9))
    return sorted(out)
""",
        """def inputs_that_land(t, v, y):
    d = np.asarray(v, float) - y
    hit = t[d == 0]
    k = np.flatnonzero(d[:-1]*d[1:] < 0)
    return np.sort(np.concatenate([hit, t[k] - d[k]*(t[k+1]-t[k])/(d[k+1]-d[k])]))
""",
        """def inputs_that_land(t, v, y):
    out = set()
    for k in range(len(t)-1):
        s = (y-v[k])/(v[k+1]-v[k])
        if -1e-12 <= s <= 1+1e-12: out.add(round(float(t[k]+s*(t[k+1]-t[k])), 9))
    return out
""",
        """def inputs_that_land(t, v, y):
    last = None
    for k in range(len(t)-1):
        s = (y-v[k])/(v[k+1]-v[k])
        if 0 <= s <= 1:
            x = t[k]+s*(t[k+1]-t[k])
            if last is None or abs(x-last) > 1e-9:
                yield x
            last = x
""",
    ],
    "13.3a": [
        """def psi_table(theta2, phi):
    return [[r[0] + r[1]*phi[0]] + [r[1]*p for p in phi[1:]] for r in theta2]
""",
        "def psi_table(theta2, phi): return theta2[:, 1:]*phi + np.eye(1, len(phi))*theta2[:, :1]",
    ],
    "13.3b": [
        """def composition(first, second, x):
    def net(p, s): 
        w, b, v, c = p
        return sum(v[k]*max(0, w[k]*s+b[k]) for k in range(len(w))) + c
    return [net(second, net(first, s)) for s in x]
""",
        """def composition(first, second, x):
    n = lambda p, x: np.maximum(x[:, None]*p[0]+p[1], 0) @ p[2] + p[3]
    return n(second, n(first, x))
""",
    ],
    "13.6b": [
        "def parameter_counts(n): return [6*n+2, n*n+4*n+1, 6*n+1]",
        "parameter_counts = lambda n: np.array([6*n+2, n**2+4*n+1, 6*n+1])",
    ],
    "14.1a": [
        """def count_regions(w, b, v):
    j = {}
    for a, c, d in zip(w, b, v):
        if a and d:
            k = next((k for k in j if abs(k+c/a) < 1e-6), -c/a)
            j[k] = j.get(k, 0) + d*abs(a)
    return len([1 for s in j.values() if abs(s) > 1e-8]) + 1
""",
    ],
    "14.2a": [
        """def parameters(width, depth):
    s = [1]+[width]*depth+[1]
    return sum(p*q+q for p, q in zip(s, s[1:]))
""",
    ],
    "14.2b": [
        """def widest(budget, depth, n_in, n_out):
    n = 0
    while True:
        s = [n_in]+[n+1]*depth+[n_out]
        if sum((p+1)*q for p, q in zip(s, s[1:])) > budget: return n
        n += 1
""",
        """def widest(budget, depth, n_in, n_out):
    return max(n for n in range(1, budget+1) if n*(n_in+1)+(depth-1)*n*(n+1)+n_out*(n+1) <= budget)
""",
    ],
    "14.2c": [
        "bounds = (256, 4096)",
        "bounds = np.array([256,4096])",
    ],
    "15.1a": [
        """def read_by_nearest_mean(X, c, Q):
    ks = sorted(set(c.tolist()))
    m = {k: np.mean([x for x, t in zip(X, c) if t == k], axis=0) for k in ks}
    return [min(ks, key=lambda k: np.linalg.norm(q-m[k])) for q in Q]
""",
        """def read_by_nearest_mean(X, c, Q):
    k = np.unique(c); M = np.array([X[c == j].mean(0) for j in k])
    return k[np.argmax(2*Q @ M.T - (M**2).sum(1), axis=1)]
""",
    ],
    "15.2a": [
        """def confusions(true, read, k):
    return [[sum(1 for t, r in zip(true, read) if t == i and r == j) for j in range(k)] for i in range(k)]
""",
        "def confusions(true, read, k): return np.bincount(true*k+read, minlength=k*k).reshape(k, k)",
        "def confusions(true, read, k): return np.eye(k)[true].T @ np.eye(k)[read]",
    ],
    "15.3a": [
        """def most_exciting(W, b, X, k):
    return [sorted(range(len(X)), key=lambda i: -(W[u] @ X[i] + b[u]))[:k] for u in range(len(W))]
""",
        "def most_exciting(W, b, X, k): return np.argsort(W @ X.T + b[:, None], axis=1)[:, ::-1][:, :k]",
    ],
    "15.4a": [
        """def principal_components(X, k):
    D = X - X.mean(0); l, V = np.linalg.eigh(D.T @ D); return D @ V[:, np.argsort(-l)[:k]]
""",
        """def principal_components(X, k):
    D = X - X.mean(0); C = np.cov(X.T); l, V = np.linalg.eigh(np.atleast_2d(C)); return (D @ V[:, ::-1])[:, :k]
""",
        """def principal_components(X, k):
    U, S, V = np.linalg.svd(X - X.mean(axis=0), full_matrices=False); return U[:, :k]*S[:k]
""",
    ],
    "15.4b": [
        """def centre_image(image):
    s = image.sum()
    r = sum(i*image[i, j] for i in range(28) for j in range(28))/s
    c = sum(j*image[i, j] for i in range(28) for j in range(28))/s
    dr, dc = int(np.floor(14-r+.5)), int(np.floor(14-c+.5))
    out = np.zeros((28, 28))
    for i in range(28):
        for j in range(28):
            if 0 <= i-dr < 28 and 0 <= j-dc < 28: out[i, j] = image[i-dr, j-dc]
    return out
""",
    ],
    "16.2a": [
        """def field_size(layers):
    r = 1
    for k, s, d in reversed(layers): r = (r-1)*s + (k-1)*d + 1
    return r
""",
    ],
    "16.3a": [
        """def kernel_gradient(x, dy, k, stride):
    return [sum(dy[i]*x[i*stride+j] for i in range(len(dy))) for j in range(k)]
""",
        """def kernel_gradient(x, dy, k, stride):
    return np.array([dy @ x[j:j+stride*(len(dy)-1)+1:stride] for j in range(k)])
""",
    ],
    "16.4a": [
        """def convolve(x, K, b, stride, padding):
    h, w, c = x.shape; k = K.shape[0]
    p = np.zeros((h+2*padding, w+2*padding, c)); p[padding:padding+h, padding:padding+w] = x
    H, W = (h+2*padding-k)//stride+1, (w+2*padding-k)//stride+1
    def at(i, j, o):
        return float((p[i*stride:i*stride+k, j*stride:j*stride+k]*K[..., o]).sum() + b[o])
    return [[[at(i, j, o) for o in range(len(b))] for j in range(W)] for i in range(H)]
""",
        """def convolve(x, K, b, stride, padding):
    p = np.pad(x, [(padding, padding)]*2+[(0, 0)]); k = K.shape[0]
    v = np.lib.stride_tricks.sliding_window_view(p, (k, k), axis=(0, 1))[::stride, ::stride]
    return np.einsum('ijcuv,uvco->ijo', v, K) + b
""",
    ],
    "16.5a": [
        """import math
def attend(Q, K, V):
    out = []
    for q in Q:
        s = [float(q @ k)/math.sqrt(len(q)) for k in K]; m = max(s); e = [math.exp(a-m) for a in s]
        out.append([sum(a*v[j] for a, v in zip(e, V))/sum(e) for j in range(V.shape[1])])
    return out
""",
    ],
    "16.5b": [
        """import math
def cell_step(x, h, c, W, U, b):
    k = len(h); z = W @ x + U @ h + b; s = lambda v: 1/(1+math.exp(-v))
    i, f, g, o = z[:k], z[k:2*k], z[2*k:3*k], z[3*k:]
    cn = [s(f[j])*c[j] + s(i[j])*math.tanh(g[j]) for j in range(k)]
    return [s(o[j])*math.tanh(cn[j]) for j in range(k)], cn
""",
        """def cell_step(x, h, c, W, U, b):
    k = h.size; z = (np.concatenate([W, U], 1) @ np.concatenate([x, h]) + b).reshape(4, k)
    s = 1/(1+np.exp(-z)); c2 = s[1]*c + s[0]*np.tanh(z[2]); return np.array([s[3]*np.tanh(c2), c2])
""",
    ],
    "16.5d": [
        """def returns(rewards, gamma):
    return [sum(gamma**(k-t)*rewards[k] for k in range(t, len(rewards))) for t in range(len(rewards))]
""",
        """def returns(rewards, gamma):
    n = len(rewards); i = np.arange(n)
    return np.triu(float(gamma)**np.maximum(i[None]-i[:, None], 0)) @ rewards
""",
        """def returns(rewards, gamma):
    G = np.array(rewards, dtype=float)
    for t in range(len(G)-2, -1, -1): G[t] += gamma*G[t+1]
    return G
""",
    ],
}
