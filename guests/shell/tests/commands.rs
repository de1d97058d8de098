//! What is read of lines: programs, words, redirections, subshells.

use kaptar_shell::{Line, Piece, Word, read};

fn line(source: &str) -> Line {
    read(source.as_bytes()).expect("is read")
}

fn shown(word: &Word) -> String {
    let piece = |Piece(kind, text): &Piece| match *kind {
        "quoted" | "bare" => text.clone(),
        "variable" => format!("${text}"),
        _ => format!("<{text}>"),
    };
    word.iter().map(piece).collect()
}

fn programs(source: &str) -> Vec<String> {
    let words = |words: &Vec<Word>| words.iter().map(shown).collect::<Vec<_>>().join("|");
    line(source).commands.iter().map(|command| words(&command.words)).filter(|words| !words.is_empty()).collect()
}

#[test]
fn commands_in_their_order() {
    assert_eq!(programs("cd a && git reset --hard; ls | wc -l & git  stash"), ["cd|a", "git|reset|--hard", "ls", "wc|-l", "git|stash"]);
    assert_eq!(programs("if ! git diff; then git stash; fi"), ["git|diff", "git|stash"]);
    assert_eq!(programs("f() { rm b; }; { rm c; }; case $x in a) rm d;; esac"), ["rm|b", "rm|c", "rm|d"]);
}

#[test]
fn quotes_are_taken_off() {
    assert_eq!(programs(r#"rm 'a b' "c d" e\ f "g\"h" $'i\nj' k"l"'m'"#), ["rm|a b|c d|e f|g\"h|i\nj|klm"]);
    assert_eq!(programs("g''it re\\set \"--hard\""), ["git|reset|--hard"]);
    assert_eq!(programs("git \\\n  reset"), ["git|reset"]);
}

#[test]
fn what_a_shell_expands_is_told_apart() {
    let words = &line(r#"rm "$X/a" ${Y} ${Z:-b} *.py '*' ~/c "$(pwd)/d""#).commands.last().unwrap().words.clone();
    assert_eq!(words[1], [Piece("variable", "X".into()), Piece("quoted", "/a".into())]);
    assert_eq!(words[2], [Piece("variable", "Y".into())]);
    assert_eq!(words[3], [Piece("other", "${Z:-b}".into())]);
    assert_eq!(words[4], [Piece("bare", "*.py".into())]);
    assert_eq!(words[5], [Piece("quoted", "*".into())]);
    assert_eq!(words[6], [Piece("bare", "~/c".into())]);
    assert_eq!(words[7], [Piece("other", "$(pwd)".into()), Piece("quoted", "/d".into())]);
}

#[test]
fn commands_inside_of_words_come_first() {
    assert_eq!(programs("echo $(git stash) `rm a` <(rm b)")[..3], ["git|stash", "rm|a", "rm|b"]);
    assert_eq!(programs("git commit -m \"$(cat x)\"")[0], "cat|x");
    assert_eq!(programs("echo ${A:-$(rm c)}")[0], "rm|c");
    assert_eq!(programs("[[ -f $(rm d) ]] && (( $(rm e) ))"), ["rm|d", "rm|e"]);
}

#[test]
fn redirections_name_their_files() {
    let writes = |source: &str| line(source).commands.iter().flat_map(|command| command.writes.iter().map(shown)).collect::<Vec<_>>();
    assert_eq!(writes("echo a > b >> c >| d &> e 2> f"), ["b", "c", "d", "e", "f"]);
    assert_eq!(writes("(cd x; ls) > g; > h; cat < i; { ls; } > j"), ["g", "h", "j"]);
    assert_eq!(writes("while read l; do echo $l; done < k > m"), ["m"]);
    assert_eq!(writes("ls 2>&1 >&- >& k &>> l"), ["k", "l"]);
    assert_eq!(writes("tee < a <<< b"), Vec::<String>::new());
}

#[test]
fn here_documents_are_given_to_their_program() {
    let read = line("python - <<'EOF'\nopen('a', 'w')\nEOF\n");
    assert_eq!(read.commands[0].given.iter().map(shown).collect::<Vec<_>>(), ["open('a', 'w')\n"]);
    assert_eq!(shown(&line("bash <<'END'\n\\g\\it a\nEND\n").commands[0].given[0]), "\\g\\it a\n");
    assert_eq!(shown(&line("bash <<END\nrm \\$a \\b\nEND\n").commands[0].given[0]), "rm $a \\b\n");
    assert_eq!(shown(&line("bash <<END\nrm $a\nEND\n").commands[0].given[0]), "<rm $a\n>");
    for before in ["ls && ", "ls | ", "! ", "ls; ", "cd a || ls && "] {
        let read = line(&format!("{before}bash <<'END'\nrm a\nEND\n"));
        assert_eq!(shown(&read.commands.last().unwrap().given[0]), "rm a\n", "{before}");
    }
    assert_eq!(shown(&line("bash <<< 'rm a'").commands[0].given[0]), "rm a");
    assert_eq!(programs("cat > a <<EOF\n$(rm b)\nEOF\nrm c"), ["rm|b", "cat", "rm|c"]);
    assert_eq!(programs("cat <<EOF | sh\nrm a\nEOF\n"), ["cat", "sh"].iter().rev().map(|x| x.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_subshell_has_a_scope_of_its_own() {
    let scopes: Vec<Vec<u32>> = line("cd a; (cd b; rm c); rm d | rm e").commands.into_iter().map(|command| command.scope).collect();
    assert_eq!(scopes, [vec![], vec![1], vec![1], vec![2], vec![3]]);
}

#[test]
fn variables_are_set() {
    let sets: Vec<(String, String)> =
        line("A=b; C='d e' f; export G=h; for i in x y; do :; done").commands.iter().flat_map(|c| c.sets.clone()).map(|(n, w)| (n, shown(&w))).collect();
    let wanted = [("A", "b"), ("C", "d e"), ("G", "h"), ("i", "x"), ("i", "y")];
    assert_eq!(sets, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn what_is_not_read_is_told() {
    assert!(line("git reset --hard 'a").broken);
    assert!(line(&format!("{}ls{}", "(".repeat(300), ")".repeat(300))).broken);
    assert!(read(&[b' '; (1 << 20) + 1]).is_err());
    assert!(!line("git status").broken);
    assert_eq!(programs(""), Vec::<String>::new());
}
