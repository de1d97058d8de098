using System;
using Text = System.Text;

namespace Shop
{
    /// <summary>A cart.</summary>
    [Serializable]
    public class Cart<T> : Base, IShop where T : class
    {
        private const int Limit = 10;
        public event EventHandler Changed;
        public int Count { get; private set; }
        public string Name
        {
            get { return name; }
            set
            {
                name = value;
            }
        }

        public Cart(int size) : base(size)
        {
        }

        [Obsolete("x")]
        public async Task<int> Total(int a, string b = "x")
        {
            var sum = 0;
            foreach (var item in items)
            {
                if (item != null && a > 1)
                {
                    sum += Call(
                        item,
                        b);
                }
            }
            var size = a switch
            {
                1 => "one",
                _ => "many",
            };
            try { Go(); }
            catch (Exception e) when (e != null)
            {
                throw;
            }
            int Local(int x) => x + 1;
            return sum;
        }

        public static Cart<T> operator +(Cart<T> a, Cart<T> b) => a;
    }

    public interface IShop { void Open(); }
    enum Size { Small, Large = 2 }
    public record Point(int X, int Y);
    struct Pair { public int A; }
    delegate void Done(int code);
}
