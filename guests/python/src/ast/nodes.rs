//! The fields of each node, by ruff's names for both.

use ruff_python_ast as ast;

use super::{Json, Out};
use crate::parse::offsets;

macro_rules! nodes {
    ($($node:ident { $($field:ident),* })+) => {
        $(impl Json for ast::$node {
            fn json(&self, out: &mut Out) {
                out.node(stringify!($node), offsets(self));
                $(out.field(stringify!($field), &self.$field);)*
                out.raw("}");
            }
        })+
    };
}

macro_rules! choices {
    ($($choice:ident { $($variant:ident),* })+) => {
        $(impl Json for ast::$choice {
            fn json(&self, out: &mut Out) {
                match self { $(Self::$variant(node) => node.json(out),)* }
            }
        })+
    };
}

nodes! {
    ModModule { body }
    StmtFunctionDef { is_async, decorator_list, name, type_params, parameters, returns, body }
    StmtClassDef { decorator_list, name, type_params, arguments, body }
    StmtReturn { value }
    StmtDelete { targets }
    StmtTypeAlias { name, type_params, value }
    StmtAssign { targets, value }
    StmtAugAssign { target, op, value }
    StmtAnnAssign { target, annotation, value, simple }
    StmtFor { is_async, target, iter, body, orelse }
    StmtWhile { test, body, orelse }
    StmtIf { test, body, elif_else_clauses }
    StmtWith { is_async, items, body }
    StmtMatch { subject, cases }
    StmtRaise { exc, cause }
    StmtTry { body, handlers, orelse, finalbody, is_star }
    StmtAssert { test, msg }
    StmtImport { names, is_lazy }
    StmtImportFrom { module, names, level, is_lazy }
    StmtGlobal { names }
    StmtNonlocal { names }
    StmtExpr { value }
    StmtPass {}
    StmtBreak {}
    StmtContinue {}
    StmtIpyEscapeCommand { kind, value }
    ExprBoolOp { op, values }
    ExprNamed { target, value }
    ExprBinOp { left, op, right }
    ExprUnaryOp { op, operand }
    ExprLambda { parameters, body }
    ExprIf { test, body, orelse }
    ExprDict { items }
    ExprSet { elts }
    ExprListComp { elt, generators }
    ExprSetComp { elt, generators }
    ExprDictComp { key, value, generators }
    ExprGenerator { elt, generators, parenthesized }
    ExprAwait { value }
    ExprYield { value }
    ExprYieldFrom { value }
    ExprCompare { ops, operands }
    ExprCall { func, arguments }
    ExprFString { value }
    ExprTString { value }
    ExprStringLiteral { value }
    ExprBytesLiteral { value }
    ExprNumberLiteral { value }
    ExprBooleanLiteral { value }
    ExprNoneLiteral {}
    ExprEllipsisLiteral {}
    ExprAttribute { value, attr, ctx }
    ExprSubscript { value, slice, ctx }
    ExprStarred { value, ctx }
    ExprName { id, ctx }
    ExprList { elts, ctx }
    ExprTuple { elts, ctx, parenthesized }
    ExprSlice { lower, upper, step }
    ExprIpyEscapeCommand { kind, value }
    PatternMatchValue { value }
    PatternMatchSingleton { value }
    PatternMatchSequence { patterns }
    PatternMatchMapping { keys, patterns, rest }
    PatternMatchClass { cls, arguments }
    PatternMatchStar { name }
    PatternMatchAs { pattern, name }
    PatternMatchOr { patterns }
    TypeParamTypeVar { name, bound, default }
    TypeParamTypeVarTuple { name, default }
    TypeParamParamSpec { name, default }
    ElifElseClause { test, body }
    InterpolatedStringFormatSpec { elements }
    InterpolatedElement { expression, debug_text, conversion, format_spec }
    InterpolatedStringLiteralElement { value }
    FString { elements, flags }
    TString { elements, flags }
    StringLiteral { value, flags }
    BytesLiteral { value, flags }
    Comprehension { target, iter, ifs, is_async }
    ExceptHandlerExceptHandler { type_, name, body }
    Parameter { name, annotation }
    Keyword { arg, value }
    Alias { name, asname }
    WithItem { context_expr, optional_vars }
    MatchCase { pattern, guard, body }
    PatternArguments { patterns, keywords }
    PatternKeyword { attr, pattern }
    Decorator { expression }
    Parameters { posonlyargs, args, vararg, kwonlyargs, kwarg }
    ParameterWithDefault { parameter, default }
    Arguments { args, keywords }
    TypeParams { type_params }
    Identifier { id }
}

choices! {
    Stmt {
        FunctionDef, ClassDef, Return, Delete, TypeAlias, Assign, AugAssign, AnnAssign, For, While, If, With,
        Match, Raise, Try, Assert, Import, ImportFrom, Global, Nonlocal, Expr, Pass, Break, Continue,
        IpyEscapeCommand
    }
    Expr {
        BoolOp, Named, BinOp, UnaryOp, Lambda, If, Dict, Set, ListComp, SetComp, DictComp, Generator, Await,
        Yield, YieldFrom, Compare, Call, FString, TString, StringLiteral, BytesLiteral, NumberLiteral,
        BooleanLiteral, NoneLiteral, EllipsisLiteral, Attribute, Subscript, Starred, Name, List, Tuple, Slice,
        IpyEscapeCommand
    }
    ExceptHandler { ExceptHandler }
    InterpolatedStringElement { Interpolation, Literal }
    Pattern { MatchValue, MatchSingleton, MatchSequence, MatchMapping, MatchClass, MatchStar, MatchAs, MatchOr }
    TypeParam { TypeVar, TypeVarTuple, ParamSpec }
}
