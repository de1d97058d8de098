import Foundation

let limit = 10

/// A cart.
@MainActor
public class Cart<T>: Base, Shop {
    private var count: Int = 0
    @Published var name = "x"
    var label: String {
        return "y"
    }

    init(size: Int) {
        super.init()
    }

    deinit {
        stop()
    }

    @discardableResult
    public func total(a: Int, b: String = "x") throws -> Int {
        var sum = 0
        for item in items {
            if item != nil && a > 1 {
                sum += call(
                    item,
                    b
                )
            } else {
                sum -= 1
            }
        }
        guard let x = y else {
            return 0
        }
        items.map { item in
            item.run()
        }
        switch a {
        case 1:
            return 2
        default:
            break
        }
        do {
            try go()
        } catch {
            throw error
        }
        return sum
    }
}

struct Point { let x: Int }

enum Size: String {
    case small
    case large(Int)
    func name() -> String { "n" }
}

protocol Shop {
    var open: Bool { get }
    func close()
}

extension Cart: Equatable {
    static func == (a: Cart, b: Cart) -> Bool { true }
}

typealias Names = [String]

func helper(_ xs: [Int]) -> [String: Int] {
    let text = """
    a
    b
    """
    return [
        "a": 1,
    ]
}
