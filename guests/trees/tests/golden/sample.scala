package org.example.shop

import scala.collection.mutable
import java.util.{Date, List => JList}

/** A cart. */
@deprecated
case class Cart[T](size: Int, name: String) extends Base(size) with Shop {
  private val limit = 10
  var count: Int = 0
  type Names = List[String]

  override def total(a: Int, b: String = "x"): Int = {
    var sum = 0
    for (item <- items) {
      if (item != null && a > 1) {
        sum += call(
          item,
          b
        )
      } else {
        sum -= 1
      }
    }
    a match {
      case 1 => 2
      case _ =>
        3
    }
  }

  def short = 1
}

object Cart {
  def make(): Cart = new Cart(1)
}

trait Shop {
  def open(): Unit
}

sealed abstract class Size
case object Small extends Size

enum Color:
  case Red, Green

def helper(x: Int): Int =
  val y = x + 1
  try
    y
  catch
    case e: Exception => throw e

val text = """a
b"""
