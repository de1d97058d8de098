//! Which nodes have a record of their own.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::ScopeFlags;
use kaptar_table::Kind;

use super::definitions::{Place, is_function, of_static};
use super::{Records, names};
use crate::gap;

impl<'a> Visit<'a> for Records<'_, '_> {
    fn visit_hashbang(&mut self, it: &Hashbang<'a>) {
        self.builder.leaf(Kind::Comment, (it.span.start, it.span.end), None, 0);
    }

    fn visit_statement(&mut self, it: &Statement<'a>) {
        self.statement(it);
    }

    fn visit_block_statement(&mut self, it: &BlockStatement<'a>) {
        self.within(Kind::Block, it.span, None, |v| walk::walk_block_statement(v, it));
    }

    fn visit_function_body(&mut self, it: &FunctionBody<'a>) {
        self.within(Kind::Block, it.span, None, |v| walk::walk_function_body(v, it));
    }

    fn visit_class_body(&mut self, it: &ClassBody<'a>) {
        self.within(Kind::Block, it.span, None, |v| walk::walk_class_body(v, it));
    }

    fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
        self.within(Kind::Block, it.span, None, |v| walk::walk_static_block(v, it));
    }

    fn visit_ts_module_block(&mut self, it: &TSModuleBlock<'a>) {
        self.within(Kind::Block, it.span, None, |v| walk::walk_ts_module_block(v, it));
    }

    fn visit_ts_enum_body(&mut self, it: &TSEnumBody<'a>) {
        self.within(Kind::Block, it.span, None, |v| walk::walk_ts_enum_body(v, it));
    }

    fn visit_ts_enum_member(&mut self, it: &TSEnumMember<'a>) {
        self.enum_member(it);
    }

    fn visit_ts_interface_body(&mut self, it: &TSInterfaceBody<'a>) {
        self.interface_body(it);
    }

    fn visit_ts_signature(&mut self, it: &TSSignature<'a>) {
        self.signature(it);
    }

    fn visit_ts_type_literal(&mut self, it: &TSTypeLiteral<'a>) {
        self.type_literal(it);
    }

    fn visit_ts_tuple_type(&mut self, it: &TSTupleType<'a>) {
        self.spanning(Kind::Collection, it.span, |v| walk::walk_ts_tuple_type(v, it));
    }

    fn visit_switch_case(&mut self, it: &SwitchCase<'a>) {
        self.within(Kind::Statement, it.span, None, |v| walk::walk_switch_case(v, it));
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if it.id.is_some() {
            self.function(it, Place::plain(it.span));
        } else {
            walk::walk_function(self, it, flags);
        }
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.class(it, Place::plain(it.span));
    }

    fn visit_class_element(&mut self, it: &ClassElement<'a>) {
        match it {
            ClassElement::TSIndexSignature(it) => self.index_signature(it),
            _ => walk::walk_class_element(self, it),
        }
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.method(it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.field(it);
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        let place = Place { range: it.span, flags: of_static(it.r#static) };
        self.define(Kind::Field, names::key(&it.key), place, |v| walk::walk_accessor_property(v, it));
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.within(Kind::Decorator, it.span, Some(names::decorator(it)), |v| walk::walk_decorator(v, it));
    }

    fn visit_directive(&mut self, it: &Directive<'a>) {
        self.within(Kind::Directive, it.span, Some(names::unquoted(it.expression.span)), |_| ());
    }

    fn visit_formal_parameters(&mut self, it: &FormalParameters<'a>) {
        self.spanning(Kind::Collection, it.span, |v| walk::walk_formal_parameters(v, it));
    }

    fn visit_object_expression(&mut self, it: &ObjectExpression<'a>) {
        let spans = self.spans_lines(it.span);
        self.spanning(Kind::Collection, it.span, |v| {
            for property in &it.properties {
                match property {
                    ObjectPropertyKind::ObjectProperty(p) if spans || is_function(&p.value) => {
                        v.property(p);
                    }
                    _ => v.visit_object_property_kind(property),
                }
            }
        });
    }

    fn visit_array_expression(&mut self, it: &ArrayExpression<'a>) {
        self.spanning(Kind::Collection, it.span, |v| walk::walk_array_expression(v, it));
    }

    fn visit_object_pattern(&mut self, it: &ObjectPattern<'a>) {
        self.spanning(Kind::Collection, it.span, |v| walk::walk_object_pattern(v, it));
    }

    fn visit_array_pattern(&mut self, it: &ArrayPattern<'a>) {
        self.spanning(Kind::Collection, it.span, |v| walk::walk_array_pattern(v, it));
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.visit_expression(&it.callee);
        let mut head = it.callee.span().end;
        if let Some(types) = &it.type_arguments {
            self.visit_ts_type_parameter_instantiation(types);
            head = types.span.end;
        }
        self.arguments(&it.arguments, Span::new(head, it.span.end));
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.visit_expression(&it.callee);
        let mut head = it.callee.span().end;
        if let Some(types) = &it.type_arguments {
            self.visit_ts_type_parameter_instantiation(types);
            head = types.span.end;
        }
        self.arguments(&it.arguments, Span::new(head, it.span.end));
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        self.spanning(Kind::Text, it.span, |v| v.visit_expressions(&it.expressions));
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        self.spanning(Kind::Text, it.span, |_| ());
    }

    fn visit_jsx_element(&mut self, it: &JSXElement<'a>) {
        let name = names::tag(&it.opening_element.name);
        self.within(Kind::Element, it.span, Some(name), |v| walk::walk_jsx_element(v, it));
    }

    fn visit_jsx_fragment(&mut self, it: &JSXFragment<'a>) {
        self.within(Kind::Element, it.span, None, |v| walk::walk_jsx_fragment(v, it));
    }

    // Leaves of the tree: nothing below them has a record.
    fn visit_identifier_reference(&mut self, _: &IdentifierReference<'a>) {}
    fn visit_identifier_name(&mut self, _: &IdentifierName<'a>) {}
    fn visit_binding_identifier(&mut self, _: &BindingIdentifier<'a>) {}
}

impl Records<'_, '_> {
    /// `tail` runs from behind the callee to the closing parenthesis.
    fn arguments<'a>(&mut self, it: &oxc_allocator::Vec<'a, Argument<'a>>, tail: Span) {
        if it.is_empty() && !self.spans_lines(tail) {
            return;
        }
        match gap::find(self.source, tail.start, tail.end, b"(") {
            Some(start) => self.spanning(Kind::Collection, Span::new(start, tail.end), |v| v.visit_arguments(it)),
            None => self.visit_arguments(it),
        }
    }
}
