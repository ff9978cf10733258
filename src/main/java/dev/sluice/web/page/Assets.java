package dev.sluice.web.page;

import io.quarkus.runtime.annotations.RegisterResources;
import io.quarkus.vertx.http.Compressed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scripts, styles and pictures, under an address that changes when any of them does: a browser keeps them for as long as it likes, and
 * never shows a page of today with a script of yesterday.
 */
@Path("/assets")
@RegisterResources(globs = "assets/**")
public final class Assets {
    private static final String OWN = "/assets/";
    private static final String LIBRARIES = "/META-INF/resources/webjars/";
    /** As in pom.xml; the build's tests tell when they are not. */
    private static final String HTMX = "2.0.10";

    private static final String HTMX_SSE = "2.2.2";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final int SHORT = 12;
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml");

    private static final Map<String, byte[]> FILES = files();
    private static final String VERSION = version();

    /** Where the files of this version are. */
    static String root() {
        return OWN + VERSION + "/";
    }

    /** A file of this version. */
    @GET
    @Compressed
    @Path("/{version}/{name}")
    public Response versioned(@PathParam("version") String version, @PathParam("name") String name) {
        return VERSION.equals(version) ? file(name, FOR_EVER) : named(name);
    }

    /** A file as it is now, whatever its version; for what cannot know it. */
    @GET
    @Compressed
    @Path("/{name}")
    public Response named(@PathParam("name") String name) {
        return file(name, "no-cache");
    }

    private static Response file(String name, String cache) {
        byte[] bytes = FILES.get(name);
        if (bytes == null) {
            throw new NotFoundException();
        }
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        return Response.ok(bytes, type).header("Cache-Control", cache).build();
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String own :
                new String[] {"style.css", "morph.js", "page.js", "live.js", "chart.js", "demo.js", "mark.svg"}) {
            files.put(own, bytes(OWN + own));
        }
        files.put("htmx.js", bytes(LIBRARIES + "htmx.org/" + HTMX + "/dist/htmx.min.js"));
        files.put("sse.js", bytes(LIBRARIES + "htmx-ext-sse/" + HTMX_SSE + "/sse.js"));
        return files;
    }

    private static byte[] bytes(String path) {
        try (InputStream in = Assets.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            FILES.values().forEach(sum::update);
            return HexFormat.of().formatHex(sum.digest()).substring(0, SHORT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
