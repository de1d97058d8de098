"""Path 5: an operation runs in a guest or on the host, and the answer says where."""
