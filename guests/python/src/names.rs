//! Which names a module says that it exports.

use std::collections::HashSet;

use ruff_python_ast::{Expr, ExprName, Stmt};

/// The names of a module's `__all__`; `None` if it has none or builds it in a way that cannot be read off.
pub fn declared(body: &[Stmt]) -> Option<HashSet<&str>> {
    let mut names = None;
    for statement in body {
        let (target, value) = match statement {
            Stmt::Assign(s) => (s.targets.first()?, &*s.value),
            Stmt::AnnAssign(s) => match &s.value {
                Some(value) => (&*s.target, &**value),
                None => continue,
            },
            Stmt::AugAssign(s) => (&*s.target, &*s.value),
            _ => continue,
        };
        if matches!(target, Expr::Name(name) if name.id.as_str() == "__all__") {
            names.get_or_insert_with(HashSet::new).extend(strings(value)?);
        }
    }
    names
}

fn strings(value: &Expr) -> Option<Vec<&str>> {
    let items = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return None,
    };
    items.iter().map(|item| Some(item.as_string_literal_expr()?.as_single_part_string()?.as_str())).collect()
}

/// The first name that an assignment to `target` binds.
pub fn first_name(target: &Expr) -> Option<&ExprName> {
    match target {
        Expr::Name(name) => Some(name),
        Expr::Starred(starred) => first_name(&starred.value),
        Expr::Tuple(tuple) => tuple.elts.iter().find_map(first_name),
        Expr::List(list) => list.elts.iter().find_map(first_name),
        _ => None,
    }
}
