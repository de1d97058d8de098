#!/usr/bin/swift
import Foundation
@testable import struct A.B

@available(iOS 1, *)
@objc public class One: B {
    static let n = 1
    var a: Int { get { 1 } set { b = newValue } }
    class func c() {}
    static func m() -> Int {
        let x = 1
        y = 2
        y += 1
        f()
        a.b
        if x > 1 { return 1 }
        guard x else { return 2 }
        for i in x { break }
        switch x {
        case 1: f()
        default: g()
        }
        do { try f() } catch { g() }
        defer { h() }
        throw E()
    }
    deinit { f() }
}
extension One: P {
    func e() {}
}
f()
