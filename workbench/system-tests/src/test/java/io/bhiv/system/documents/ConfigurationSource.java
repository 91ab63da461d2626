package io.bhiv.system.documents;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Reads the keys of {@code @ConfigMapping} interfaces from their source, comments included. The source and not the class
 * file, because comments are the better half of it; parsed by the compiler, never resolved, so no class path is needed.
 */
final class ConfigurationSource {

    private final DocTrees docs;
    private final CompilationUnitTree unit;
    private final Map<String, TreePath> interfaces = new HashMap<>();

    private ConfigurationSource(DocTrees docs, CompilationUnitTree unit) {
        this.docs = docs;
        this.unit = unit;
    }

    static List<ConfigurationKey> keys(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
            CompilationUnitTree unit = task.parse().iterator().next();
            return new ConfigurationSource(DocTrees.instance(task), unit).keys();
        }
    }

    private List<ConfigurationKey> keys() {
        List<TreePath> mappings = new ArrayList<>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree tree, Void nothing) {
                interfaces.put(tree.getSimpleName().toString(), getCurrentPath());
                if (argument(tree.getModifiers(), "ConfigMapping").isPresent()) {
                    mappings.add(getCurrentPath());
                }
                return super.visitClass(tree, null);
            }
        }.scan(unit, null);
        List<ConfigurationKey> keys = new ArrayList<>();
        for (TreePath mapping : mappings) {
            ClassTree tree = (ClassTree) mapping.getLeaf();
            keys.addAll(keysOf(
                    mapping, argument(tree.getModifiers(), "ConfigMapping").orElseThrow()));
        }
        return keys;
    }

    private List<ConfigurationKey> keysOf(TreePath mapping, String prefix) {
        ClassTree tree = (ClassTree) mapping.getLeaf();
        List<ConfigurationKey> keys = new ArrayList<>();
        for (Tree inherited : tree.getImplementsClause()) {
            keys.addAll(keysOf(declared(inherited.toString()), prefix));
        }
        for (Tree member : tree.getMembers()) {
            if (member instanceof MethodTree method) {
                keys.addAll(keysOf(new TreePath(mapping, method), method, prefix));
            }
        }
        return keys;
    }

    private List<ConfigurationKey> keysOf(TreePath path, MethodTree method, String prefix) {
        String key = prefix + "."
                + argument(method.getModifiers(), "WithName")
                        .orElse(kebab(method.getName().toString()));
        String type = method.getReturnType().toString();
        if (type.startsWith("Map<")) {
            String value =
                    type.substring(type.indexOf(',') + 1, type.length() - 1).strip();
            return keysOf(declared(value), key + ".<name>");
        }
        if (interfaces.containsKey(type) && declared(type).getLeaf().getKind() == Tree.Kind.INTERFACE) {
            return keysOf(declared(type), key);
        }
        String fallback = type.startsWith("Optional") || type.startsWith("Set<") ? "none" : "required";
        String byDefault = argument(method.getModifiers(), "WithDefault").orElse(fallback);
        return List.of(new ConfigurationKey(key, byDefault, limits(method.getModifiers()), meaning(path)));
    }

    private TreePath declared(String name) {
        TreePath path = interfaces.get(name);
        if (path == null) {
            throw new IllegalStateException(
                    name + " is not declared in " + unit.getSourceFile().getName());
        }
        return path;
    }

    private String meaning(TreePath method) {
        String comment = docs.getDocComment(method);
        if (comment == null) {
            throw new IllegalStateException("a key without a comment: " + method.getLeaf());
        }
        return comment.replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String limits(ModifiersTree modifiers) {
        List<String> limits = new ArrayList<>();
        argument(modifiers, "Min").ifPresent(least -> limits.add("at least " + least));
        argument(modifiers, "DecimalMin").ifPresent(least -> limits.add("at least " + least));
        argument(modifiers, "Max").ifPresent(most -> limits.add("at most " + most));
        argument(modifiers, "DecimalMax").ifPresent(most -> limits.add("at most " + most));
        if (annotation(modifiers, "Positive").isPresent()) {
            limits.add("above 0");
        }
        return String.join(", ", limits);
    }

    private static Optional<? extends AnnotationTree> annotation(ModifiersTree modifiers, String name) {
        return modifiers.getAnnotations().stream()
                .filter(one -> one.getAnnotationType().toString().equals(name))
                .findFirst();
    }

    private static Optional<String> argument(ModifiersTree modifiers, String name) {
        return annotation(modifiers, name)
                .flatMap(one -> one.getArguments().stream()
                        .map(ConfigurationSource::value)
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private static Optional<String> value(ExpressionTree argument) {
        return switch (argument) {
            case AssignmentTree named -> value(named.getExpression());
            case LiteralTree literal -> Optional.of(String.valueOf(literal.getValue()));
            default -> Optional.empty();
        };
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
