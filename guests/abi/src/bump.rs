//! A bump allocator that never frees, for guests whose instance serves one call and is thrown away.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;

const PAGE: usize = 65536;

pub struct Bump;

struct State {
    next: Cell<usize>,
    end: Cell<usize>,
}

// SAFETY: a guest has one thread.
unsafe impl Sync for State {}

static STATE: State = State { next: Cell::new(0), end: Cell::new(0) };

// SAFETY: every block is a fresh range of linear memory, aligned as asked, never handed out twice.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = (STATE.next.get() + layout.align() - 1) & !(layout.align() - 1);
        let Some(stop) = start.checked_add(layout.size()) else { return core::ptr::null_mut() };
        if stop > STATE.end.get() || STATE.end.get() == 0 {
            return grow_and_take(layout);
        }
        STATE.next.set(stop);
        start as *mut u8
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        if ptr as usize + layout.size() == STATE.next.get() {
            STATE.next.set(ptr as usize);
        }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let last = ptr as usize + layout.size() == STATE.next.get();
        if last && ptr as usize + size <= STATE.end.get() {
            STATE.next.set(ptr as usize + size);
            return ptr;
        }
        if size <= layout.size() {
            return ptr;
        }
        // SAFETY: the layout is valid, as the caller's was; the two blocks are disjoint.
        unsafe {
            let fresh = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !fresh.is_null() {
                core::ptr::copy_nonoverlapping(ptr, fresh, layout.size());
            }
            fresh
        }
    }
}

/// Take more pages; memory grows by a quarter at least, so that growing is rare.
fn grow_and_take(layout: Layout) -> *mut u8 {
    let pages_now = core::arch::wasm32::memory_size(0);
    let wanted = (layout.size() + layout.align()).div_ceil(PAGE).max(pages_now / 4).max(4);
    let got = core::arch::wasm32::memory_grow(0, wanted);
    if got == usize::MAX {
        return core::ptr::null_mut();
    }
    let base = got * PAGE;
    if base != STATE.end.get() || STATE.end.get() == 0 {
        STATE.next.set(base);
    }
    STATE.end.set(base + wanted * PAGE);
    let start = (STATE.next.get() + layout.align() - 1) & !(layout.align() - 1);
    STATE.next.set(start + layout.size());
    start as *mut u8
}
