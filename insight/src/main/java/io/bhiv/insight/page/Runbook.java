package io.bhiv.insight.page;

import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The runbook as it was when this was built: at three in the morning it must not lie on another host. */
@ApplicationScoped
public class Runbook {

    private static final String FILE = "insight/runbook.md";
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private final Set<String> headings = new HashSet<>();
    private final RawString html;

    Runbook() {
        Node document = Parser.builder().extensions(EXTENSIONS).build().parse(text());
        Node title = document.getFirstChild();
        if (title instanceof Heading heading && heading.getLevel() == 1) {
            title.unlink();
        }
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                headings.add(words(heading));
            }
        });
        this.html = new RawString(html(document));
    }

    public TemplateInstance page() {
        return Templates.runbook(html);
    }

    /** Whether an entry with this heading exists. */
    boolean has(String heading) {
        return headings.contains(heading);
    }

    /** What the file holds as markup is shown as text. */
    private static String html(Node document) {
        return HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .escapeHtml(true)
                .attributeProviderFactory(_ -> Runbook::attributes)
                .build()
                .render(document)
                // Wide ones are moved by keyboard, too.
                .replace("<table>", "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>")
                .replace("</table>", "</table></div>");
    }

    private static void attributes(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof Heading heading) {
            attributes.put("id", Format.slug(words(heading)));
        }
        if (tag.equals("pre")) {
            attributes.put("tabindex", "0");
        }
    }

    private static String words(Heading heading) {
        StringBuilder words = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }
        });
        return words.toString();
    }

    private static String text() {
        try (InputStream file = Runbook.class.getClassLoader().getResourceAsStream(FILE)) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + FILE, unreadable);
        }
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
