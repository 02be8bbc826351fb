"""The networks, by name."""
from architecture import images, small, text

NETWORKS = {**small.NETWORKS, **text.NETWORKS, **images.NETWORKS}
