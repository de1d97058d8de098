"""Host implementations of operations: equal results without a guest."""
