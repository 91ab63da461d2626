package io.bhiv.stack.simulate;

import java.util.Map;

/** One request as a provider would send it. */
record Webhook(String path, Map<String, String> headers, byte[] body) {

    Webhook {
        headers = Map.copyOf(headers);
    }

    /** Bodies and signatures stay out of logs. */
    @Override
    public String toString() {
        return "Webhook[" + path + ", " + body.length + " bytes]";
    }
}
