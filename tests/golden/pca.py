"""Expected principal components, by scikit-learn.

StandardScaler and PCA of 12 rows of 5 units, one of which does not vary; then two of the components
interchanged between two rows and mapped back. The sign of each component is such that its entry of
the largest magnitude is positive. Needs scikit-learn.
Run: python pca.py > ../src/test/resources/golden/pca.json
"""
import json

import numpy as np
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(0)
x = (rng.normal(size=(12, 3)) @ rng.normal(size=(3, 5)) + 0.3 * rng.normal(size=(12, 5))) * 2 + 1
x[:, 3] = 4.25
x = x.astype(np.float32).astype(np.float64)


def signed(components):
    largest = np.abs(components).argmax(axis=1)
    return np.sign(components[np.arange(len(components)), largest])


def fit(data, count):
    pca = PCA(count, svd_solver="full").fit(data)
    sign = signed(pca.components_)
    features = pca.transform(data) * sign
    return pca.components_ * sign[:, None], pca.explained_variance_ratio_, features


scaler = StandardScaler().fit(x)
components, ratio, features = fit(scaler.transform(x), 3)
plain, plain_ratio, _ = fit(x, 2)

# Row 0 is the base, row 1 the source: features 0 and 2 are the source's. What the three components
# miss of the base is kept.
scaled = scaler.transform(x)
change = np.zeros(3)
change[[0, 2]] = (features[1] - features[0])[[0, 2]]
edited = scaler.inverse_transform((scaled[0] + change @ components)[None])[0]


def rounded(array):
    return np.round(array, 9).tolist()


print(json.dumps({
    "activations": x.tolist(),
    "mean": rounded(scaler.mean_),
    "std": rounded(scaler.scale_),
    "components": rounded(components),
    "explainedVariance": rounded(ratio),
    "features": rounded(features),
    "edited": rounded(edited),
    "unscaledComponents": rounded(plain),
    "unscaledVariance": rounded(plain_ratio),
}, indent=1))
