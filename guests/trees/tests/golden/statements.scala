// Copyright
package a.b

import c.d
import c.{e, f => g, _}
import h.i as j
import k.*

@deprecated("x") @A
class One(a: Int) extends B {
  val x = 1
  var y: Int = 2
  def m(): Int = {
    val q = 1
    y = 2
    y += 1
    f()
    f
    if (q > 1) return 1
    for (i <- q) f(i)
    while (true) f()
    q match {
      case 1 => f()
      case _ => g()
    }
    try { f() } catch { case e: E => g() } finally { h() }
    throw new E
  }
  f()
}
extension (s: String) def t: Int = 1
