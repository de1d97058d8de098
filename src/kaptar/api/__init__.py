"""The front desk: all that front ends import.

`connect.connect` chooses between a hive (`there.There`) and this process (`here.Here`); both answer the requests of
`requests`. Programs take `Runtime` and `check` from `programs`, by way of the package `kaptar`.
"""
