package io.jangada.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rules that need no grammar: lengths, marks left behind, citations, links. */
final class TextTidy {
    static final int FILE_LINES_MAX = 500;
    static final int DESIGN_LINES_MAX = 200;
    static final int CORE_LINES_MAX = 3500;

    private static final Pattern MARK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern WORKPLACE =
            Pattern.compile("(?<![\\w.}/-])/wor" + "k(?![\\w-])|\\.\\./share" + "d\\b");
    private static final Pattern CODE_IN_COMMENT =
            Pattern.compile(
                    "^\\s*//.*\\)\\s*;\\s*$|^\\s*//\\s*(return|var|final|private|public|import|int|long)\\b.*;\\s*$"
                        + "|^\\s*//\\s*(if|for|while)\\s*\\(.*\\{\\s*$|^\\s*//\\s*}\\s*$");

    /** A citation, or a further section of the one before: "Raft thesis §3.4, §3.6 and §4". */
    private static final Pattern CITATION =
            Pattern.compile("(?:(Raft\\s+(?:thesis|paper))\\s+)?§\\s?([0-9]+(?:\\.[0-9]+)*)");

    private static final Pattern ENUMERATION = Pattern.compile("\\s*(,|,? and|,? or|to|–|-)\\s*");
    private static final Pattern COMMENT_LEADER = Pattern.compile("\\n[ \\t]*(?:///?|\\*(?!/)|#)?");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]\\n]*]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("(?i)(https?|mailto):.*|#.*");
    private static final Pattern CODE_IN_MARKDOWN =
            Pattern.compile("^```.*?^```|`[^`\\n]*`", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern BLANK_OR_COMMENT = Pattern.compile("\\s*(//.*|/?\\*.*)?");

    private TextTidy() {}

    /** How many lines are neither blank nor comment. */
    static int linesOfCode(String text) {
        return (int) text.lines().filter(line -> !BLANK_OR_COMMENT.matcher(line).matches()).count();
    }

    static List<Violation> length(String path, String text) {
        int max = path.endsWith("DESIGN.md") ? DESIGN_LINES_MAX : FILE_LINES_MAX;
        boolean limited = !path.endsWith(".md") || path.endsWith("DESIGN.md");
        int lines = (int) text.lines().count();
        if (limited && lines > max) {
            return List.of(
                    new Violation(path, lines, "%d lines, more than %d".formatted(lines, max)));
        }
        return List.of();
    }

    static List<Violation> marks(String path, String text) {
        List<Violation> found = each(path, text, MARK, "finish it or leave it out: ");
        found.addAll(each(path, text, WORKPLACE, "points outside the repository: "));
        return found;
    }

    static List<Violation> codeInComments(String path, String text) {
        List<Violation> found = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (CODE_IN_COMMENT.matcher(line).find()) {
                found.add(new Violation(path, number, "code in a comment: " + line.strip()));
            }
        }
        return found;
    }

    /** The headings of docs/SECTIONS.txt, as "Raft thesis §3.4". */
    static Set<String> headings(String sections) {
        Pattern heading =
                Pattern.compile("^(Raft (?:thesis|paper)) §([0-9.]+) \\S.*$", Pattern.MULTILINE);
        return heading.matcher(sections)
                .results()
                .map(result -> result.group(1) + " §" + result.group(2))
                .collect(Collectors.toSet());
    }

    static List<Violation> citations(String path, String text, Set<String> headings) {
        List<Violation> found = new ArrayList<>();
        String flat = withoutCommentLeaders(text);
        Matcher citation = CITATION.matcher(flat);
        String source = "";
        int end = -1;
        while (citation.find()) {
            boolean goesOn =
                    end >= 0
                            && ENUMERATION.matcher(flat.substring(end, citation.start())).matches();
            if (citation.group(1) != null) {
                source = citation.group(1).replaceAll("\\s+", " ");
            } else if (!goesOn) {
                source = "";
            }
            end = citation.end();
            String cited = source + " §" + citation.group(2);
            if (!headings.contains(cited)) {
                String what =
                        source.isEmpty()
                                ? "a section of what? write Raft thesis or Raft paper before"
                                : "no such heading:";
                found.add(
                        new Violation(
                                path, line(text, citation.start()), what + " " + cited.strip()));
            }
        }
        return found;
    }

    /**
     * Relative links only: whether a page elsewhere still answers is not for a build to find out.
     */
    static List<Violation> links(String path, String text, Predicate<String> exists) {
        List<Violation> found = new ArrayList<>();
        String prose = blanked(text, CODE_IN_MARKDOWN);
        Matcher link = LINK.matcher(prose);
        while (link.find()) {
            String target = link.group(1);
            if (!ELSEWHERE.matcher(target).matches()
                    && !exists.test(target.replaceFirst("#.*", ""))) {
                found.add(
                        new Violation(
                                path, line(text, link.start()), "a link to nothing: " + target));
            }
        }
        return found;
    }

    private static List<Violation> each(String path, String text, Pattern pattern, String what) {
        List<Violation> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(new Violation(path, line(text, matcher.start()), what + matcher.group()));
        }
        return found;
    }

    /**
     * A citation may be broken over two lines of a comment. Offsets stay, so that lines can be
     * named.
     */
    private static String withoutCommentLeaders(String text) {
        return blanked(text, COMMENT_LEADER);
    }

    private static String blanked(String text, Pattern pattern) {
        return pattern.matcher(text).replaceAll(match -> " ".repeat(match.group().length()));
    }

    private static int line(String text, int offset) {
        return (int)
                        text.substring(0, offset)
                                .chars()
                                .filter(character -> character == '\n')
                                .count()
                + 1;
    }
}
