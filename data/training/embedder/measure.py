"""Verification measures on pairs: ten-fold accuracy, AUC, true accepts at given false accepts."""
import numpy as np


def verification(similarity, same, folds=10):
    similarity, same = np.asarray(similarity, np.float64), np.asarray(same, bool)
    # Every tenth pair of each kind belongs to a fold: thresholds come from the other nine.
    fold = np.zeros(len(same), int)
    for kind in (True, False):
        where = np.flatnonzero(same == kind)
        fold[where] = np.arange(len(where)) * folds // len(where)
    candidates = np.sort(similarity)
    right = []
    for k in range(folds):
        train, test = fold != k, fold == k
        positive, negative = np.sort(similarity[train & same]), np.sort(similarity[train & ~same])
        good = (len(positive) - np.searchsorted(positive, candidates)) + np.searchsorted(negative, candidates)
        threshold = candidates[good.argmax()]
        right.append(((similarity[test] >= threshold) == same[test]).mean())
    positive, negative = similarity[same], np.sort(similarity[~same])
    rank = np.searchsorted(negative, positive, "left") + np.searchsorted(negative, positive, "right")
    result = {"accuracy": float(np.mean(right)), "deviation": float(np.std(right)),
              "auc": float(rank.mean() / 2 / len(negative))}
    for far in (1e-2, 1e-3):
        threshold = negative[-max(1, int(round(far * len(negative))))]
        result[f"tar@{far:g}"] = float((positive > threshold).mean())
        result[f"threshold@{far:g}"] = float(threshold)
    return result
