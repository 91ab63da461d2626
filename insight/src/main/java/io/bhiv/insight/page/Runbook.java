package io.bhiv.insight.page;

import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The runbook as it was when this was built: at three in the morning it must not lie on another host. */
@ApplicationScoped
public class Runbook {

    private static final String FILE = "insight/runbook.md";
    private static final String FENCE = "```";

    private final List<RunbookPart> parts;

    Runbook() {
        this.parts = parts(text());
    }

    public TemplateInstance page() {
        return Templates.runbook(parts);
    }

    /** Whether an entry with this heading exists. */
    boolean has(String heading) {
        return parts.stream()
                .anyMatch(part -> part.kind().startsWith("h") && part.text().equals(heading));
    }

    private static String text() {
        try (InputStream file = Runbook.class.getClassLoader().getResourceAsStream(FILE)) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + FILE, unreadable);
        }
    }

    static List<RunbookPart> parts(String markdown) {
        List<RunbookPart> parts = new ArrayList<>();
        boolean code = false;
        String kind = "text";
        StringBuilder text = new StringBuilder();
        for (String line : markdown.split("\n", -1)) {
            String found = code && !line.startsWith(FENCE) ? "code" : kindOf(line);
            if (found.equals("fence")) {
                flush(parts, kind, text);
                code = !code;
                kind = code ? "code" : "text";
            } else if (found.startsWith("h") || found.equals("blank")) {
                flush(parts, kind, text);
                if (found.startsWith("h")) {
                    parts.add(new RunbookPart(found, line.replaceFirst("^#+ *", "")));
                }
                kind = "text";
            } else {
                if (!found.equals(kind) && !code) {
                    flush(parts, kind, text);
                    kind = found;
                }
                text.append(line).append('\n');
            }
        }
        flush(parts, kind, text);
        return List.copyOf(parts);
    }

    private static String kindOf(String line) {
        if (line.startsWith(FENCE)) {
            return "fence";
        }
        if (line.startsWith("### ")) {
            return "h3";
        }
        if (line.startsWith("# ") || line.startsWith("## ")) {
            return "h2";
        }
        if (line.isBlank()) {
            return "blank";
        }
        if (line.startsWith("|")) {
            return "table";
        }
        return line.matches("^(- |\\d+\\. ).*") ? "list" : "text";
    }

    private static void flush(List<RunbookPart> parts, String kind, StringBuilder text) {
        if (!text.isEmpty()) {
            parts.add(new RunbookPart(kind, text.toString().stripTrailing()));
            text.setLength(0);
        }
    }
}
