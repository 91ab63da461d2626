package io.bhiv.system.hostile;

import java.util.List;

/**
 * A method and a path of a service.
 *
 * @param template with its parameters in braces
 * @param queries names of the query's parameters
 */
record PublishedPath(String method, String template, List<String> queries) {

    boolean isWebhook() {
        return template.startsWith("/webhook/");
    }
}
