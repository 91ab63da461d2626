package io.bhiv.system.documents;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.bhiv.rules.FixedFault.Area;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The tables of {@code docs/reliability.md}, made from the {@code @FixedFault} marks of all tests below a root. */
final class ReliabilityDocument {

    static final String BEGIN = "<!-- tables made from the tests: begin -->";
    static final String END = "<!-- tables made from the tests: end -->";

    /** A fault, the test that failed with it, and what is seen now. */
    record Row(Area area, String fault, String test, String now) {}

    private final Path root;

    ReliabilityDocument(Path root) {
        this.root = root;
    }

    /** In the order of areas, then of tests. */
    List<Row> rows() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Row> rows = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> marked = markedTests();
            if (!marked.isEmpty()) {
                JavacTask task = (JavacTask)
                        compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(marked));
                for (CompilationUnitTree unit : task.parse()) {
                    new Marks(rows).scan(unit, null);
                }
            }
        }
        rows.sort(Comparator.comparing(Row::area).thenComparing(Row::test));
        return rows;
    }

    /** The document with fresh tables. */
    String refreshed(String document) throws IOException {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("docs/reliability.md lost the marks around its tables");
        }
        return document.substring(0, begin + BEGIN.length()) + "\n" + tables() + "\n" + document.substring(end);
    }

    private String tables() throws IOException {
        List<Row> rows = rows();
        StringBuilder tables = new StringBuilder();
        for (Area area : Area.values()) {
            List<Row> ofArea = rows.stream().filter(row -> row.area() == area).toList();
            if (!ofArea.isEmpty()) {
                tables.append(
                        "\n## " + area.title() + "\n\n| what was seen | what is seen now | test |\n|---|---|---|\n");
                ofArea.forEach(row -> tables.append(
                        "| %s | %s | `%s` |\n".formatted(cell(row.fault()), cell(row.now()), row.test())));
            }
        }
        return tables.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private List<Path> markedTests() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> tests = all.filter(file -> file.toString().endsWith(".java")
                            && file.toString().contains("/src/test/java/")
                            && !file.getFileName().toString().startsWith("Reliability"))
                    .toList();
            List<Path> marked = new ArrayList<>();
            for (Path test : tests) {
                if (Files.readString(test).contains("@FixedFault(")) {
                    marked.add(test);
                }
            }
            return marked;
        }
    }

    private static final class Marks extends TreeScanner<Void, Void> {

        private final List<Row> rows;
        private final Deque<String> classes = new ArrayDeque<>();

        Marks(List<Row> rows) {
            this.rows = rows;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            classes.addLast(tree.getSimpleName().toString());
            super.visitClass(tree, null);
            classes.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            for (AnnotationTree mark : method.getModifiers().getAnnotations()) {
                if (mark.getAnnotationType().toString().equals("FixedFault")) {
                    rows.add(row(mark, String.join(".", classes) + "." + method.getName()));
                }
            }
            return super.visitMethod(method, null);
        }

        private static Row row(AnnotationTree mark, String test) {
            return new Row(Area.valueOf(argument(mark, "area")), argument(mark, "fault"), test, argument(mark, "now"));
        }

        private static String argument(AnnotationTree mark, String name) {
            return mark.getArguments().stream()
                    .map(AssignmentTree.class::cast)
                    .filter(one -> one.getVariable().toString().equals(name))
                    .map(one -> text(one.getExpression()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("a mark without " + name));
        }

        private static String text(ExpressionTree expression) {
            if (expression instanceof BinaryTree joined) {
                return text(joined.getLeftOperand()) + text(joined.getRightOperand());
            }
            if (expression instanceof LiteralTree literal) {
                return String.valueOf(literal.getValue());
            }
            String name = expression instanceof MemberSelectTree constant
                    ? constant.getIdentifier().toString()
                    : expression.toString();
            return name;
        }
    }
}
