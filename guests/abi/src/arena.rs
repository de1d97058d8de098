//! An allocator for guests that answer call after call: it only counts what is freed, and starts over when nothing is left.
//!
//! A parser makes tens of thousands of small boxes and frees all of them at the end of a call. Here a block costs an
//! addition, and freeing it a subtraction; the memory is used again as a whole, once no block is alive. Every block that is
//! alive is its own range of memory at every moment, so nothing depends on when that happens. A guest that keeps a block
//! for ever, as in a static, would never start over: its instance grows, and the host replaces it.

use core::alloc::Layout;
use core::cell::Cell;

const PAGE: usize = 65536;

pub struct Arena {
    /// Where the memory that it was given begins; 0: it has none.
    start: Cell<usize>,
    next: Cell<usize>,
    end: Cell<usize>,
    /// Blocks that are alive.
    alive: Cell<usize>,
}

// SAFETY: a guest has one thread.
unsafe impl Sync for Arena {}

impl Arena {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self { start: Cell::new(0), next: Cell::new(0), end: Cell::new(0), alive: Cell::new(0) }
    }

    /// A range for a block, or None where more memory is needed.
    fn fit(&self, layout: Layout) -> Option<usize> {
        let at = (self.next.get() + layout.align() - 1) & !(layout.align() - 1);
        let stop = at.checked_add(layout.size())?;
        if stop > self.end.get() {
            return None;
        }
        self.next.set(stop);
        self.alive.set(self.alive.get() + 1);
        Some(at)
    }

    /// Take `from..to`, which nobody else has. Pages of a guest come one after the other; a range that does not begin where
    /// the last one ends takes its place.
    fn extend(&self, from: usize, to: usize) {
        if from != self.end.get() || self.start.get() == 0 {
            self.start.set(from);
            self.next.set(from);
        }
        self.end.set(to);
    }

    fn free(&self, at: usize, size: usize) {
        let alive = self.alive.get() - 1;
        self.alive.set(alive);
        if alive == 0 {
            self.next.set(self.start.get());
        } else if at + size == self.next.get() {
            self.next.set(at);
        }
    }

    /// Whether the last block could be made `size` long where it is.
    fn stretch(&self, at: usize, old: usize, size: usize) -> bool {
        let fits = at + old == self.next.get() && at.checked_add(size).is_some_and(|stop| stop <= self.end.get());
        if fits {
            self.next.set(at + size);
        }
        fits
    }
}

#[cfg(target_arch = "wasm32")]
mod global {
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::{memory_grow, memory_size};

    use super::{Arena, PAGE};

    unsafe extern "C" {
        /// Where the linker's data ends; its address is what counts.
        static __heap_base: u8;
    }

    // SAFETY: a block is a range between `start` and `end` that no other living block shares: `next` goes back only over
    // the last block, or to the start when none is alive.
    unsafe impl GlobalAlloc for Arena {
        #[inline]
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            match self.fit(layout) {
                Some(at) => at as *mut u8,
                None => grow(self, layout),
            }
        }

        #[inline]
        unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
            self.free(ptr as usize, layout.size());
        }

        #[inline]
        unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            if self.stretch(ptr as usize, layout.size(), size) || size <= layout.size() {
                return ptr;
            }
            // SAFETY: the layout is valid, as the caller's was; the two blocks are disjoint.
            unsafe {
                let fresh = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
                if !fresh.is_null() {
                    core::ptr::copy_nonoverlapping(ptr, fresh, layout.size());
                    self.dealloc(ptr, layout);
                }
                fresh
            }
        }
    }

    /// What is there behind the data comes first, then more pages: a quarter at least, so that growing is rare.
    #[cold]
    fn grow(arena: &Arena, layout: Layout) -> *mut u8 {
        if arena.end.get() == 0 {
            arena.extend(&raw const __heap_base as usize, memory_size(0) * PAGE);
        }
        if let Some(at) = arena.fit(layout) {
            return at as *mut u8;
        }
        let wanted = (layout.size() + layout.align()).div_ceil(PAGE).max(memory_size(0) / 4).max(4);
        let got = memory_grow(0, wanted);
        if got == usize::MAX {
            return core::ptr::null_mut();
        }
        arena.extend(got * PAGE, (got + wanted) * PAGE);
        arena.fit(layout).map_or(core::ptr::null_mut(), |at| at as *mut u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Block {
        at: usize,
        size: usize,
        align: usize,
    }

    /// Takes more memory as the guest would: whole pages behind what it has.
    fn take(arena: &Arena, size: usize, align: usize) -> usize {
        let layout = Layout::from_size_align(size, align).unwrap();
        arena.fit(layout).unwrap_or_else(|| {
            let from = arena.end.get().max(PAGE);
            arena.extend(from, from + (size + align).div_ceil(PAGE) * PAGE);
            arena.fit(layout).unwrap()
        })
    }

    #[test]
    fn living_blocks_never_share_a_byte() {
        let (arena, mut state, mut living) = (Arena::new(), 7u64, Vec::<Block>::new());
        let mut random = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below
        };
        let mut starts = 0;
        for step in 0..20_000 {
            let full = step % 500 < 150;
            if living.is_empty() || random(10) < if full { 7 } else { 2 } {
                let (size, align) = (1 + random(300), 1 << random(5));
                living.push(Block { at: take(&arena, size, align), size, align });
            } else {
                let chosen = random(living.len());
                if random(3) == 0 {
                    let (block, size) = (&mut living[chosen], 1 + random(400));
                    if arena.stretch(block.at, block.size, size) {
                        block.size = size;
                    }
                } else {
                    let gone = living.swap_remove(chosen);
                    arena.free(gone.at, gone.size);
                }
            }
            if living.is_empty() {
                starts += 1;
                assert_eq!(arena.next.get(), arena.start.get());
            }
            let mut ranges: Vec<_> = living.iter().map(|b| (b.at, b.at + b.size, b.align)).collect();
            ranges.sort_unstable();
            assert!(ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0), "step {step}");
            assert!(ranges.iter().all(|r| r.0 % r.2 == 0 && r.0 >= arena.start.get().min(PAGE) && r.1 <= arena.end.get()));
        }
        assert!(starts > 10, "{starts}");
    }

    #[test]
    fn what_all_is_freed_is_used_again() {
        let arena = Arena::new();
        for _ in 0..1000 {
            let blocks: Vec<_> = (0..100).map(|_| take(&arena, 64, 8)).collect();
            blocks.into_iter().for_each(|at| arena.free(at, 64));
        }
        assert_eq!(arena.end.get(), 2 * PAGE);
    }
}
