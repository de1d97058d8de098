#pragma once
#include <vector>
using namespace std;
using std::vector;
namespace a = b;

class S;
template <class T> class V;
[[nodiscard]] int A::f() const { return 1; }
class C : public B {
public:
    C() : a(1) {}
    static int n;
    virtual void m() = 0;
    using B::B;
    int a = 1;
    friend class D;
    static_assert(true);
};
int main() {
    auto x = 1;
    x = 2;
    f(x);
    for (auto y : z) g(y);
    try { f(x); } catch (E& e) { throw; }
    if (x) return 1;
    delete x;
    co_return;
    return 0;
}
static_assert(true);
