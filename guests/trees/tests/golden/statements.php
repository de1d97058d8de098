<?php
/** Copyright */
declare(strict_types=1);

namespace A\B;

use C\D;
use E\F as G, H;
use I\{J, K as L};
use function M\n;
require "x.php";

#[Attr(1)]
#[Route("/a"), Other]
class One extends P {
    use T, U;
    const X = 1;
    public static $a = 1;
    abstract function q();
    public static function m(): int {
        $x = 1;
        $x->y = 2;
        f();
        echo 1;
        if ($x) return 1;
        foreach ($a as $b) break;
        try { f(); } catch (E $e) { g(); } finally { h(); }
        switch ($x) {
            case 1: f(); break;
            default: g();
        }
        throw new E();
    }
}
f();
?>
<p>text</p>
<?= $x ?>
