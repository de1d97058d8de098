package org.example.shop

import java.util.Date
import kotlin.math.*

const val LIMIT = 10

/** A cart. */
@Serializable
data class Cart<T>(val size: Int, private val name: String) : Base(size), Shop {
    private var count: Int = 0
    val label: String
        get() {
            return "x"
        }

    init {
        start()
    }

    constructor() : this(1, "x")

    override suspend fun total(a: Int, b: String = "x"): Int {
        var sum = 0
        for (item in items) {
            if (item != null && a > 1) {
                sum += call(
                    item,
                    b
                )
            } else {
                sum--
            }
        }
        items.forEach { item ->
            println(item)
        }
        return when (a) {
            1 -> 2
            else -> {
                3
            }
        }
    }

    companion object {
        fun make() = Cart()
    }

    enum class Size { SMALL, LARGE }
}

interface Shop {
    fun open()
}

object Single

typealias Names = List<String>

fun String.shout(times: Int) = uppercase()

private fun helper() {
    try {
        go()
    } catch (e: Exception) {
        throw e
    }
    val text = """
        a
        b
    """
}
