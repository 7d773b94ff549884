"""Speed of classify and its peers from the bytes of reports to their labels, each on one core."""
