package io.bhiv.insight.login;

/** Where a person's session counts: the page, what it loads, and its figures as JSON. */
final class PagePaths {

    static final String PAGE = "/insight";
    static final String LOGOUT = "/insight/logout";

    private static final String FIGURES = "/api/v1/insight/";

    private PagePaths() {}

    static boolean contains(String path) {
        return path.equals(PAGE) || path.startsWith(PAGE + "/") || path.startsWith(FIGURES);
    }
}
