#include <vector>
using std::vector;
using namespace std;

namespace shop {

template <typename T>
class Cart : public Base {
public:
    explicit Cart(int n) : count_(n) {}
    virtual ~Cart() = default;
    Cart &operator=(const Cart &other);
    operator bool() const { return true; }
    int total() const override {
        for (auto &item : items_) {
            if (item && count_) {
                call([&](int x) {
                    return x;
                });
            }
        }
        try {
            go();
        } catch (const std::exception &e) {
            throw;
        }
        return 0;
    }
    static int made;
    enum class Size { Small, Large };
    struct Inner { int x; };

private:
    std::vector<T> items_;
    int count_ = 0;
};

struct Point { double x, y; };
union Either { int a; float b; };
using Alias = Cart<int>;
template <class T> T largest(T a, T b);

template <class T>
concept Small = sizeof(T) < 8;

} // namespace shop

int shop::Cart<int>::size() {
    return 1;
}

static const char *text = R"(a
b)";

int main(int argc, char **argv) { return 0; }
