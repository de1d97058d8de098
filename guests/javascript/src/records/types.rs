//! Records of TypeScript's type members.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use kaptar_table::{GETTER, Kind, SETTER};

use super::definitions::Place;
use super::{Records, names};

impl Records<'_, '_> {
    /// Members of an interface, or of a type literal that spans lines, are fields and methods.
    pub fn signature(&mut self, it: &TSSignature) {
        if self.inline_type {
            return walk::walk_ts_signature(self, it);
        }
        let (kind, range, name) = match it {
            TSSignature::TSPropertySignature(it) => (Kind::Field, it.span, names::key(&it.key)),
            TSSignature::TSMethodSignature(it) => (Kind::Method, it.span, names::key(&it.key)),
            TSSignature::TSIndexSignature(it) => (Kind::Field, it.span, None),
            TSSignature::TSCallSignatureDeclaration(it) => (Kind::Method, it.span, None),
            TSSignature::TSConstructSignatureDeclaration(it) => (Kind::Method, it.span, None),
        };
        let flags = match it {
            TSSignature::TSMethodSignature(it) => match it.kind {
                TSMethodSignatureKind::Get => GETTER,
                TSMethodSignatureKind::Set => SETTER,
                TSMethodSignatureKind::Method => 0,
            },
            _ => 0,
        };
        self.define(kind, name, Place { range, flags }, |v| walk::walk_ts_signature(v, it));
    }

    /// `[key: string]: T` in a class says what names there may be, and names nothing.
    pub fn index_signature(&mut self, it: &TSIndexSignature) {
        self.within(Kind::Statement, it.span, None, |v| walk::walk_ts_index_signature(v, it));
    }

    pub fn type_literal(&mut self, it: &TSTypeLiteral) {
        let inline = !self.spans_lines(it.span);
        let outer = std::mem::replace(&mut self.inline_type, inline);
        self.spanning(Kind::Collection, it.span, |v| walk::walk_ts_type_literal(v, it));
        self.inline_type = outer;
    }

    pub fn interface_body(&mut self, it: &TSInterfaceBody) {
        let outer = std::mem::replace(&mut self.inline_type, false);
        self.within(Kind::Block, it.span, None, |v| v.visit_ts_signatures(&it.body));
        self.inline_type = outer;
    }

    pub fn enum_member(&mut self, it: &TSEnumMember) {
        let name = match &it.id {
            TSEnumMemberName::Identifier(id) => Some(id.span),
            TSEnumMemberName::String(string) | TSEnumMemberName::ComputedString(string) => Some(names::unquoted(string.span)),
            TSEnumMemberName::ComputedTemplateString(_) => None,
        };
        self.within(Kind::Field, it.span, name, |v| walk::walk_ts_enum_member(v, it));
    }
}
