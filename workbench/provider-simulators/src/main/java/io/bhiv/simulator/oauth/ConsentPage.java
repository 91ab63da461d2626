package io.bhiv.simulator.oauth;

import java.util.Collection;
import java.util.List;

/** The page on which a person says who they are and what they allow. */
record ConsentPage(String provider, Authorization asked) {

    String html(Collection<String> people) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(provider))
                .append(" (simulated)</title></head><body><h1>")
                .append(escaped(provider))
                .append(" (simulated)</h1><p>")
                .append(escaped(asked.clientId()))
                .append(" asks to read your data.</p><form method=\"post\" action=\"\">");
        asked.fields().forEach((name, value) -> hidden(page, name, value));
        page.append("<p><label>You are <select name=\"person\">");
        people.forEach(person -> page.append("<option>").append(escaped(person)).append("</option>"));
        page.append("</select></label></p>");
        asked.scopes().forEach(scope -> checkbox(page, scope));
        for (String decision : List.of("allow", "refuse")) {
            page.append("<button name=\"decision\" value=\"")
                    .append(decision)
                    .append("\">")
                    .append(decision)
                    .append("</button> ");
        }
        return page.append("</form></body></html>").toString();
    }

    private static void hidden(StringBuilder page, String name, String value) {
        page.append("<input type=\"hidden\" name=\"")
                .append(name)
                .append("\" value=\"")
                .append(escaped(value))
                .append("\">");
    }

    private static void checkbox(StringBuilder page, String scope) {
        page.append("<p><label><input type=\"checkbox\" name=\"granted\" checked value=\"")
                .append(escaped(scope))
                .append("\"> ")
                .append(escaped(scope))
                .append("</label></p>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
