//! The guests' allocator: freed blocks wait on a shelf by their size, new ones come from the end of what is used.
//!
//! A parser asks for many small blocks and gives most of them back; here either takes a handful of instructions. Blocks
//! are never joined or split, so memory is bounded by the sum over sizes of what was in use at once. It starts right
//! behind the data and uses the memory that is there before it asks for more: an instance whose data the host restores
//! is like a new one, only with its memory at hand.

use core::alloc::Layout;
use core::ptr;

const STEP: usize = 16;
/// Sizes up to this one are rounded to `STEP`, larger ones to a quarter of a power of two.
const SMALL: usize = 1024;
const SMALL_LOG: u32 = SMALL.ilog2();
/// All sizes below 2^31.
const SHELVES: usize = SMALL / STEP + 4 * (31 - SMALL_LOG as usize);

/// Takes memory behind the end of what there is: `bytes` at least, and tells where the memory ends then.
pub trait Grow {
    fn start(&mut self) -> (usize, usize);
    fn grow(&mut self, bytes: usize) -> Option<usize>;
}

pub struct Shelves {
    next: usize,
    end: usize,
    free: [*mut u8; SHELVES],
}

impl Shelves {
    pub const fn new() -> Self {
        Self { next: 0, end: 0, free: [ptr::null_mut(); SHELVES] }
    }

    /// # Safety
    /// `memory` is this allocator's own, and always the same.
    pub unsafe fn alloc(&mut self, layout: Layout, memory: &mut impl Grow) -> *mut u8 {
        let (shelf, size) = shelf_of(layout.size());
        let block = self.free[shelf];
        if !block.is_null() && layout.align() <= STEP {
            // SAFETY: a block on a shelf is free, and holds the next one's address in its first bytes.
            self.free[shelf] = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        self.take(size, layout.align(), memory)
    }

    /// # Safety
    /// `block` came from `alloc` or `realloc` with this layout, and is used no more.
    pub unsafe fn dealloc(&mut self, block: *mut u8, layout: Layout) {
        let (shelf, size) = shelf_of(layout.size());
        if block as usize + size == self.next {
            self.next = block as usize;
            return;
        }
        // SAFETY: the block has at least `STEP` bytes and is aligned to them.
        unsafe { block.cast::<*mut u8>().write(self.free[shelf]) };
        self.free[shelf] = block;
    }

    /// # Safety
    /// As of `dealloc` for the old block; `size` is not 0.
    pub unsafe fn realloc(&mut self, block: *mut u8, layout: Layout, size: usize, memory: &mut impl Grow) -> *mut u8 {
        let ((old, had), (new, wanted)) = (shelf_of(layout.size()), shelf_of(size));
        if old == new {
            return block;
        }
        if block as usize + had == self.next {
            let stop = block as usize + wanted;
            if stop > self.end && self.extend(stop, memory).is_none() {
                return ptr::null_mut();
            }
            self.next = stop;
            return block;
        }
        if size < layout.size() {
            return block;
        }
        // SAFETY: the layout is valid as the caller's was; the two blocks are disjoint.
        unsafe {
            let fresh = self.alloc(Layout::from_size_align_unchecked(size, layout.align()), memory);
            if !fresh.is_null() {
                ptr::copy_nonoverlapping(block, fresh, layout.size());
                self.dealloc(block, layout);
            }
            fresh
        }
    }

    fn take(&mut self, size: usize, align: usize, memory: &mut impl Grow) -> *mut u8 {
        if self.end == 0 {
            let (start, end) = memory.start();
            (self.next, self.end) = ((start + STEP - 1) & !(STEP - 1), end);
        }
        let align = align.max(STEP);
        let Some(stop) = self.next.checked_add(align - 1).map(|n| n & !(align - 1)).and_then(|start| start.checked_add(size)) else {
            return ptr::null_mut();
        };
        if stop > self.end && self.extend(stop, memory).is_none() {
            return ptr::null_mut();
        }
        self.next = stop;
        (stop - size) as *mut u8
    }

    /// More memory, up to `stop` at least; by a quarter of what there is, so that growing is rare.
    #[cold]
    fn extend(&mut self, stop: usize, memory: &mut impl Grow) -> Option<()> {
        let missing = stop - self.end;
        self.end = memory.grow(missing.max(self.end / 4)).or_else(|| memory.grow(missing))?;
        Some(())
    }
}

impl Default for Shelves {
    fn default() -> Self {
        Self::new()
    }
}

/// The shelf of a size that is not 0, and the size that blocks on it have.
#[inline]
fn shelf_of(size: usize) -> (usize, usize) {
    if size <= SMALL {
        let steps = size.div_ceil(STEP);
        return (steps - 1, steps * STEP);
    }
    let top = (size - 1).ilog2();
    let quarters = (size - 1) >> (top - 2);
    (SMALL / STEP + 4 * (top - SMALL_LOG) as usize + (quarters & 3), (quarters + 1) << (top - 2))
}

#[cfg(target_arch = "wasm32")]
pub mod global {
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::{memory_grow, memory_size};
    use core::cell::UnsafeCell;

    use super::{Grow, Shelves};

    const PAGE: usize = 65536;

    unsafe extern "C" {
        /// Where the linker's data ends; its address is what counts.
        static __heap_base: u8;
    }

    struct Memory;

    impl Grow for Memory {
        fn start(&mut self) -> (usize, usize) {
            (&raw const __heap_base as usize, memory_size(0) * PAGE)
        }

        fn grow(&mut self, bytes: usize) -> Option<usize> {
            let pages = bytes.div_ceil(PAGE);
            let before = memory_grow(0, pages);
            (before != usize::MAX).then(|| (before + pages) * PAGE)
        }
    }

    pub struct Global(UnsafeCell<Shelves>);

    // SAFETY: a guest has one thread.
    unsafe impl Sync for Global {}

    impl Global {
        pub const fn new() -> Self {
            Self(UnsafeCell::new(Shelves::new()))
        }
    }

    // SAFETY: one thread, and `Shelves` calls nothing that allocates; memory only grows.
    unsafe impl GlobalAlloc for Global {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            unsafe { (*self.0.get()).alloc(layout, &mut Memory) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            unsafe { (*self.0.get()).dealloc(block, layout) }
        }

        unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            unsafe { (*self.0.get()).realloc(block, layout, size, &mut Memory) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A region that grows until it is used up.
    struct Region {
        bytes: Vec<u128>,
        open: usize,
    }

    impl Region {
        fn base(&self) -> usize {
            self.bytes.as_ptr() as usize
        }
    }

    impl Grow for Region {
        fn start(&mut self) -> (usize, usize) {
            (self.base(), self.base() + self.open)
        }

        fn grow(&mut self, bytes: usize) -> Option<usize> {
            (self.open + bytes <= self.bytes.len() * 16).then(|| {
                self.open += bytes;
                self.base() + self.open
            })
        }
    }

    #[test]
    fn sizes_are_rounded_up_and_shelves_grow_with_them() {
        let mut last = (0, 16);
        for size in 1..100_000 {
            let (shelf, rounded) = shelf_of(size);
            assert!(rounded >= size && rounded <= size + size / 4 + STEP, "{size}");
            assert_eq!(shelf_of(rounded), (shelf, rounded));
            assert!((shelf, rounded) == last || shelf == last.0 + 1 && rounded > last.1, "{size}");
            last = (shelf, rounded);
        }
        assert!(shelf_of((1 << 31) - 1).0 < SHELVES);
    }

    /// Random calls: every live block keeps its bytes, so no two overlap.
    #[test]
    fn blocks_keep_what_is_written_into_them() {
        let mut memory = Region { bytes: vec![0; 1 << 18], open: 256 };
        let mut shelves = Shelves::new();
        let mut live: Vec<(*mut u8, Layout, u8)> = Vec::new();
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        for round in 0..20_000_usize {
            let size = if random(9) == 0 { 1 + random(9000) } else { 1 + random(100) };
            let mark = round as u8;
            match random(3) {
                0 if live.len() > 40 => {
                    let (block, layout, _) = live.swap_remove(random(live.len()));
                    unsafe { shelves.dealloc(block, layout) };
                }
                1 if !live.is_empty() => {
                    let (block, layout, old) = live.swap_remove(random(live.len()));
                    let moved = unsafe { shelves.realloc(block, layout, size, &mut memory) };
                    assert!(!moved.is_null());
                    let kept = unsafe { core::slice::from_raw_parts_mut(moved, size) };
                    assert!(kept[..size.min(layout.size())].iter().all(|b| *b == old));
                    kept.fill(mark);
                    live.push((moved, Layout::from_size_align(size, layout.align()).unwrap(), mark));
                }
                _ if live.len() < 90 => {
                    let layout = Layout::from_size_align(size, 1 << random(8)).unwrap();
                    let block = unsafe { shelves.alloc(layout, &mut memory) };
                    assert!(!block.is_null() && (block as usize).is_multiple_of(layout.align()));
                    unsafe { block.write_bytes(mark, size) };
                    live.push((block, layout, mark));
                }
                _ => {}
            }
            for (block, layout, mark) in &live {
                let bytes = unsafe { core::slice::from_raw_parts(*block, layout.size()) };
                assert!(bytes.first() == Some(mark) && bytes.last() == Some(mark));
            }
        }
    }

    #[test]
    fn no_memory_is_an_answer() {
        let mut memory = Region { bytes: vec![0; 64], open: 0 };
        let mut shelves = Shelves::new();
        let large = Layout::from_size_align(4096, 8).unwrap();
        assert!(unsafe { shelves.alloc(large, &mut memory) }.is_null());
        let small = Layout::from_size_align(512, 8).unwrap();
        assert!(!unsafe { shelves.alloc(small, &mut memory) }.is_null());
    }
}
