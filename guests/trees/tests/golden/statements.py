#!/usr/bin/env python
# coding: utf-8
"""doc"""
import a.b, c as d
from e import f, g as h
from . import i
from .j import *
from __future__ import k

@l.m(1)
@n
class A(B):
    "doc"
    x = 1
    y: int
    def m(self):
        """doc"""
        x = 1
        x.y = 2
        x += 1
        f()
        pass
        if x: return 1
        elif y: pass
        else: pass
        for i in x: break
        while x: continue
        try: f()
        except E: pass
        finally: pass
        with a as b: f()
        match x:
            case 1: f()
        raise E
        del x
        assert x
        global z
        yield 1
        await x
f()
