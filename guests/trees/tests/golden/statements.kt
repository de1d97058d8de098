#!/usr/bin/env kotlin
@file:JvmName("One")
package a.b

import c.d
import c.d as e
import f.*

@Deprecated("x") @A
class One(val a: Int) : B() {
    val x = 1
    var y: Int
        get() = 1
        set(v) { field = v }
    init { f() }
    constructor() : this(1)
    companion object { val z = 1 }
    fun m(): Int {
        val q = 1
        y = 2
        y++
        f()
        f().g { h() }
        if (q > 1) return 1
        for (i in q) break
        when (q) {
            1 -> f()
            else -> g()
        }
        try { f() } catch (e: E) { g() } finally { h() }
        throw E()
    }
}
fun String.ext() = 1
fun List<Int>.ext() { return }
