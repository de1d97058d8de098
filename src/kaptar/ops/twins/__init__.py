"""Host twins: operations in Python, with results equal to the guest's."""
