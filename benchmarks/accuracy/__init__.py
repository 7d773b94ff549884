"""Accuracy of classify and its peers, all trained on the same labelled reports."""
