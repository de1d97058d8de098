//! `security/tls-verification`: certificates that are not checked.

use kaptar_words::names::parts;
use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{AssignmentTarget, CallExpression, Expression, IdentifierReference, StaticMemberExpression, StringLiteral};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::AstNode;
use oxc_span::GetSpan;

use crate::analyze::rule::{Context, Found, Rule, Severity};

pub const RULE: Rule = Rule { id: "security/tls-verification", severity: Severity::Error, kinds: &[AstType::ObjectProperty, AstType::AssignmentExpression], check };

const VARIABLE: &str = "NODE_TLS_REJECT_UNAUTHORIZED";

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let span = match node.kind() {
        AstKind::ObjectProperty(it) if it.key.is_specific_static_name("rejectUnauthorized") && is_off(&it.value) => it.span,
        AstKind::AssignmentExpression(it) if is_switch(&it.left) && is_off(&it.right) => it.span,
        _ => return None,
    };
    let message = "the other side's certificate is not checked, so anybody can be it; add the certificate authority with `ca` instead";
    if is_asked(cx, node) { Found::doubtful(span, message) } else { Found::new(span, message) }
}

/// Whether an option of the program decides, as a test around the node says: whoever sets it knows.
fn is_asked<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> bool {
    let mut at = node.kind().span();
    cx.semantic.nodes().ancestor_kinds(node.id()).any(|kind| {
        let test = match kind {
            AstKind::IfStatement(it) => Some(&it.test),
            AstKind::ConditionalExpression(it) => Some(&it.test),
            AstKind::LogicalExpression(it) => Some(&it.left),
            _ => None,
        };
        let asked = test.is_some_and(|test| !test.span().contains_inclusive(at) && names_an_option(test));
        at = kind.span();
        asked
    })
}

fn names_an_option(test: &Expression) -> bool {
    let mut names = Names(false);
    names.visit_expression(test);
    names.0
}

/// Whether a name or a key in a test says that it is about checks of certificates.
struct Names(bool);

impl Names {
    fn read(&mut self, name: &str) {
        const WORDS: [&str; 11] = [
            "verify", "validate", "insecure", "unverified", "unauthorized", "untrusted", "selfsigned", "cert", "certs", "certificate", "certificates",
        ];
        let parts = parts(name);
        let whole = parts.iter().any(|part| WORDS.contains(&part.as_str()));
        self.0 |= whole || parts.windows(2).any(|pair| pair[0] == "self" && pair[1] == "signed");
    }
}

impl<'a> Visit<'a> for Names {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.read(&it.name);
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        self.read(&it.property.name);
        walk::walk_static_member_expression(self, it);
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        self.read(&it.value);
    }

    // What a function says of other things is no option.
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        it.arguments.iter().for_each(|argument| self.visit_argument(argument));
    }
}

fn is_switch(target: &AssignmentTarget) -> bool {
    match target {
        AssignmentTarget::StaticMemberExpression(it) => it.property.name == VARIABLE || it.property.name == "rejectUnauthorized",
        AssignmentTarget::ComputedMemberExpression(it) => it.expression.is_specific_string_literal(VARIABLE),
        _ => false,
    }
}

/// `false`, `0` and `"0"`.
fn is_off(value: &Expression) -> bool {
    match value {
        Expression::BooleanLiteral(it) => !it.value,
        Expression::NumericLiteral(it) => it.value == 0.0,
        Expression::StringLiteral(it) => it.value == "0",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/tls-verification",
            &["https.get({ rejectUnauthorized: false })", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'", "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0", "opts.rejectUnauthorized = false"],
            &["https.get({ rejectUnauthorized: true })", "x = 'rejectUnauthorized: false' // { rejectUnauthorized: false }", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1'", "f({ rejected: false })"],
        );
    }

    #[test]
    fn below_a_test_that_names_such_an_option_it_is_doubtful() {
        use crate::analyze::rule::Severity;
        let severity = |source: &str| {
            let found = crate::analyze::testing::findings("security/tls-verification", source);
            assert_eq!(found.len(), 1, "{source}");
            found[0].severity
        };
        for source in ["const tls = process.env.ALLOW_UNAUTHORIZED_CERTS ? { rejectUnauthorized: false } : undefined",
            "if (this.selfSignedCert) { o.dispatcher = new Agent({ connect: { rejectUnauthorized: false } }) }", "if (!config.get('verify_ssl')) opts.rejectUnauthorized = false",
            "if (options.selfSigned) f({ rejectUnauthorized: false })", "const o = insecure && { rejectUnauthorized: false }", "if (verify) { a() } else { process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0' }",
            "const o = opts['skip-certificate'] ? {} : { rejectUnauthorized: false }"]
        {
            assert_eq!(severity(source), Severity::Info, "{source}");
        }
        for source in ["const tls = sslEnabled ? { rejectUnauthorized: false } : {}", "if (process.env.REDIS_URL.startsWith('rediss://')) { tls = { rejectUnauthorized: false } }",
            "if (a) { b(verify); c({ rejectUnauthorized: false }) }", "const o = { verify: true, rejectUnauthorized: false }", "if (verify()) f({ rejectUnauthorized: false })",
            "if (user.signedIn) f({ rejectUnauthorized: false })",
            "if (f(cert, { rejectUnauthorized: false })) a()", "if (c.a ? { rejectUnauthorized: false } : 0) f(cert)"]
        {
            assert_eq!(severity(source), Severity::Error, "{source}");
        }
    }
}
