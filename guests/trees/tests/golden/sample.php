<?php

namespace App\Shop;

use App\Base;
use App\{One, Two as Zwei};

require_once 'helper.php';

const LIMIT = 10;

/** A cart. */
#[Entity]
final class Cart extends Base implements Shop
{
    use Loggable;

    public const MAX = 3;
    private ?string $name = null;

    public function __construct(private int $size)
    {
    }

    #[Route("/total")]
    public function total(int $a, string ...$rest): int
    {
        $sum = 0;
        foreach ($this->items as $item) {
            if ($item && $a > 1) {
                $sum += call(
                    $item,
                    $a
                );
            } elseif ($a) {
                $sum--;
            } else {
                $sum++;
            }
        }
        try {
            $this->go(function () use ($sum) {
                return $sum;
            });
        } catch (\Exception $e) {
            throw $e;
        }
        return match (true) {
            $a > 1 => 2,
            default => 3,
        };
    }

    abstract protected function size(): int;
}

interface Shop { public function open(); }
trait Loggable { }
enum Size: string { case Small = 's'; case Large = 'l'; }

function helper(array $xs) {
    $text = <<<EOT
a
b
EOT;
    return [
        'a' => 1,
    ];
}
