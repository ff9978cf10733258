package dev.sluice.demo;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request, as the gateway sees it.
 *
 * @param method request method
 * @param authority Host header, without a port
 * @param uri path and query
 * @param headers by name, whatever its case
 */
record ProxyRequest(String method, String authority, String uri, Map<String, String> headers) {
    ProxyRequest {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = copy;
        int port = authority.lastIndexOf(':');
        authority = (port < 0 ? authority : authority.substring(0, port)).toLowerCase(Locale.ROOT);
    }

    /** The path without the query, which is all that a VirtualService's uri matches. */
    String path() {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
