package io.bhiv.system.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of {@code docs/configuration.md}, made from the code of all modules below a root. */
final class ConfigurationDocument {

    static final String BEGIN = "<!-- tables made from the code: begin -->";
    static final String END = "<!-- tables made from the code: end -->";

    private static final List<String> MODULES = List.of(
            "service-kit",
            "insight",
            "biometric-bridge-service",
            "bucket-service",
            "core-bridge-service",
            "automation-service");
    private static final List<String> PROPERTY_FILES =
            List.of("META-INF/microprofile-config.properties", "application.properties");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)(?::([^}]*))?}");
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| (?:`([^`]*)`|([a-z]+)) \\|.*");

    private final Path root;

    ConfigurationDocument(Path root) {
        this.root = root;
    }

    /** An environment variable in a property file, and the key it feeds. */
    private record Variable(String name, String key, String byDefault) {}

    /** What the code says: keys and variables with their defaults. */
    Map<String, String> expected() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String module : MODULES) {
            keys(module).forEach(key -> expected.put(key.key(), key.byDefault()));
            variables(module).forEach(one -> expected.put(one.name(), one.byDefault()));
        }
        return expected;
    }

    /** What the document says. */
    static Map<String, String> documented(String document) {
        Map<String, String> documented = new TreeMap<>();
        between(document).lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> {
            String byDefault = row.group(2) == null ? row.group(3) : row.group(2);
            documented.put(row.group(1), byDefault);
        });
        return documented;
    }

    /** The document with fresh tables. */
    String refreshed(String document) throws IOException {
        StringBuilder tables = new StringBuilder();
        for (String module : MODULES) {
            tables.append(section(module));
        }
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = begin + between(document).length();
        return document.substring(0, begin) + "\n" + tables + "\n" + document.substring(end);
    }

    private static String between(String document) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("docs/configuration.md lost the marks around its tables");
        }
        return document.substring(begin + BEGIN.length(), end);
    }

    private String section(String module) throws IOException {
        List<ConfigurationKey> keys = keys(module);
        List<Variable> variables = variables(module);
        if (keys.isEmpty() && variables.isEmpty()) {
            return "";
        }
        String title = module.equals("service-kit") ? "every service (`service-kit`)" : "`" + module + "`";
        StringBuilder section =
                new StringBuilder("\n### Keys of " + title + "\n\n| key | default | meaning |\n|---|---|---|\n");
        for (ConfigurationKey key : keys) {
            String limits = key.limits().isEmpty() ? "" : " (" + key.limits() + ")";
            String secret = key.isSecret() ? "**Secret.** " : "";
            section.append("| `%s` | %s | %s%s%s |\n"
                    .formatted(key.key(), code(key.byDefault()), secret, key.meaning(), limits));
        }
        if (!variables.isEmpty()) {
            section.append("\n### Environment of " + title + "\n\n| variable | default | sets |\n|---|---|---|\n");
            for (Variable one : variables) {
                String secret = one.name().matches(".*(SECRET|PASSWORD|TOKEN)$") ? "**Secret.** " : "";
                section.append(
                        "| `%s` | %s | %s`%s` |\n".formatted(one.name(), code(one.byDefault()), secret, one.key()));
            }
        }
        return section.toString();
    }

    private static String code(String byDefault) {
        return byDefault.equals("none") || byDefault.equals("required") ? byDefault : "`" + byDefault + "`";
    }

    private List<ConfigurationKey> keys(String module) throws IOException {
        Path sources = root.resolve(module).resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(file -> file.toString().endsWith("Config.java"))
                    .sorted()
                    .toList();
        }
        List<ConfigurationKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.addAll(ConfigurationSource.keys(file));
        }
        return keys;
    }

    /** From the property files and from defaults that name a variable. */
    private List<Variable> variables(String module) throws IOException {
        Map<String, Variable> found = new LinkedHashMap<>();
        for (String name : PROPERTY_FILES) {
            Path file = root.resolve(module).resolve("src/main/resources").resolve(name);
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    if (!line.startsWith("#") && line.contains("=")) {
                        String key = line.substring(0, line.indexOf('='));
                        collect(found, key, line.substring(line.indexOf('=') + 1), "required");
                    }
                }
            }
        }
        for (ConfigurationKey key : keys(module)) {
            collect(found, key.key(), key.byDefault(), "required");
        }
        return List.copyOf(found.values());
    }

    private static void collect(Map<String, Variable> found, String key, String value, String fallback) {
        Matcher variable = VARIABLE.matcher(value);
        while (variable.find()) {
            String written = variable.group(2);
            String byDefault = written == null ? fallback : written.isEmpty() ? "none" : written;
            found.putIfAbsent(variable.group(1), new Variable(variable.group(1), key, byDefault));
        }
    }
}
