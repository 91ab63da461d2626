import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The figures of docs/architecture.md, from the main sources: {@code ./bridge figures}.
 *
 * <p>The files of a journey are found by following every type of this project that a file mentions, beginning with the classes named
 * below: an upper bound of what has to be read.
 */
class Figures {

    /** Where each journey begins. Other names can be given as journey=class,class: for an older state of the code. */
    private final Map<String, List<String>> journeys = journeys();

    private final Map<String, SourceFile> byType = new HashMap<>();
    private final Map<String, List<SourceFile>> byModule = new TreeMap<>();

    private record SourceFile(Path path, String module, String pkg, int lines, List<String> types, Set<String> imports, Set<String> names) {}

    public static void main(String[] arguments) throws IOException {
        Figures figures = new Figures();
        Path root = Path.of(".");
        boolean names = false;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (argument.equals("--names")) {
                names = true;
            } else if (equals < 0) {
                root = Path.of(argument);
            } else {
                figures.journeys.put(argument.substring(0, equals), List.of(argument.substring(equals + 1).split(",")));
            }
        }
        figures.read(root.toAbsolutePath().normalize());
        figures.print(names);
    }

    private static Map<String, List<String>> journeys() {
        Map<String, List<String>> journeys = new LinkedHashMap<>();
        journeys.put("webhook", List.of("biometric.api.WebhookRoutes", "biometric.IngestPipeline"));
        journeys.put("packet", List.of("bucket.api.IngestResource", "bucket.api.LeaseResource", "bucket.PacketPipeline"));
        journeys.put("update", List.of("core.api.UpdateResource", "core.UpdatePipeline", "core.intake.SyncResultConsumer"));
        journeys.put("job", List.of("automation.AutomationPipeline"));
        return journeys;
    }

    private void read(Path root) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
                Stream<Path> walk = Files.walk(root)) {
            List<Path> sources = walk.filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                add(root, unit);
            }
        }
    }

    private void add(Path root, CompilationUnitTree unit) throws IOException {
        Path path = root.relativize(Path.of(unit.getSourceFile().toUri()));
        String text = Files.readString(root.resolve(path));
        String module = path.toString().substring(0, path.toString().indexOf("/src/main/java/"));
        String pkg = String.valueOf(unit.getPackageName());
        List<String> types = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> imports = new HashSet<>();
        for (ImportTree one : unit.getImports()) {
            imports.add(one.getQualifiedIdentifier().toString());
        }
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void none) {
                if (!type.getSimpleName().isEmpty()) {
                    types.add(type.getSimpleName().toString());
                }
                return super.visitClass(type, none);
            }

            @Override
            public Void visitImport(ImportTree one, Void none) {
                return null;
            }

            @Override
            public Void visitIdentifier(IdentifierTree name, Void none) {
                names.add(name.getName().toString());
                return super.visitIdentifier(name, none);
            }

            @Override
            public Void visitMemberSelect(MemberSelectTree select, Void none) {
                names.add(select.toString());
                return super.visitMemberSelect(select, none);
            }
        }.scan(unit, null);
        SourceFile file = new SourceFile(path, module, pkg, (int) text.lines().count(), types, imports, names);
        byModule.computeIfAbsent(module, any -> new ArrayList<>()).add(file);
        if (!types.isEmpty()) {
            byType.put(pkg + "." + path.getFileName().toString().replace(".java", ""), file);
        }
    }

    private Set<SourceFile> follow(List<SourceFile> first) {
        Set<SourceFile> met = new LinkedHashSet<>();
        Deque<SourceFile> open = new ArrayDeque<>(first);
        while (!open.isEmpty()) {
            SourceFile file = open.remove();
            if (met.add(file)) {
                open.addAll(mentioned(file));
            }
        }
        return met;
    }

    private Set<SourceFile> mentioned(SourceFile file) {
        Set<SourceFile> all = new LinkedHashSet<>();
        for (String name : file.imports()) {
            // A static import, or one of a nested type, is met in the file of its outer type.
            for (String type = name; type.contains("."); type = type.substring(0, type.lastIndexOf('.'))) {
                if (byType.containsKey(type)) {
                    all.add(byType.get(type));
                    break;
                }
            }
        }
        for (String name : file.names()) {
            SourceFile neighbour = byType.get(file.pkg() + "." + name);
            if (neighbour != null) {
                all.add(neighbour);
            }
            if (byType.containsKey(name)) {
                all.add(byType.get(name));
            }
        }
        return all;
    }

    private void print(boolean names) {
        System.out.println("| module | files | lines | types | types per 1,000 lines |");
        System.out.println("|---|---|---|---|---|");
        byModule.forEach((module, files) -> row(module, files));
        row("**all**", byModule.values().stream().flatMap(List::stream).toList());
        System.out.println();
        System.out.println("| journey | begins at | files of the service | files in all |");
        System.out.println("|---|---|---|---|");
        journeys.forEach((journey, starts) -> {
            List<SourceFile> first = starts.stream().map(this::file).toList();
            Set<SourceFile> met = follow(first);
            String module = first.getFirst().module();
            long own = met.stream().filter(file -> file.module().equals(module)).count();
            System.out.printf("| %s | %s | %d | %d |%n", journey, String.join(", ", starts), own, met.size());
            if (names) {
                met.forEach(file -> System.out.println("    " + file.path()));
            }
        });
    }

    private SourceFile file(String name) {
        SourceFile file = byType.get("io.bhiv." + name);
        if (file == null) {
            throw new IllegalArgumentException("There is no class io.bhiv." + name + "; a journey begins there");
        }
        return file;
    }

    private static void row(String module, List<SourceFile> files) {
        List<SourceFile> code = files.stream().filter(file -> !file.types().isEmpty()).toList();
        int lines = code.stream().mapToInt(SourceFile::lines).sum();
        int types = code.stream().mapToInt(file -> file.types().size()).sum();
        System.out.printf(Locale.ROOT, "| %s | %,d | %,d | %,d | %.1f |%n", module, code.size(), lines, types, types * 1000.0 / Math.max(1, lines));
    }
}
