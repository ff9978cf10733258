package dev.sluice.web.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A page of the browser, driven as a person does: by keys, clicks and what can be read. */
public final class Tab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, Integer> KEYS = Map.of("Tab", 9, "Enter", 13, "Escape", 27, "Space", 32);

    private final DevTools tools;
    private final String session;
    private final String target;
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<URI> requests = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();

    Tab(DevTools tools, String session, String target, int width, int height, boolean dark) {
        this.tools = tools;
        this.session = session;
        this.target = target;
        tools.listen(session, this::heard);
        for (String domain : List.of("Page", "Runtime", "Network", "Log", "Performance")) {
            call(domain + ".enable", Map.of());
        }
        resize(width, height);
        scheme(dark);
    }

    /** Opens an address and waits until the page is there. */
    public Tab open(String address) {
        call("Page.navigate", Map.of("url", address));
        return until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** Waits until an expression is true. */
    public Tab until(String expression) {
        Awaitility.await(expression)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> eval("!!(" + expression + ")").asBoolean());
        return this;
    }

    /** Waits until an element says something. */
    public Tab until(String selector, String text) {
        return until("[...document.querySelectorAll(" + quoted(selector)
                + ")].some(e => e.textContent.replaceAll('\\u00a0', ' ').includes(" + quoted(text) + "))");
    }

    /** What an expression gives, a promise's value included. */
    public JsonNode eval(String expression) {
        JsonNode answer = call(
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** The text of an element. */
    public String text(String selector) {
        return eval("document.querySelector(" + quoted(selector) + ").textContent.replaceAll('\\u00a0', ' ').trim()")
                .asText();
    }

    /** How many elements there are. */
    public int count(String selector) {
        return eval("document.querySelectorAll(" + quoted(selector) + ").length")
                .asInt();
    }

    /** Clicks as a mouse does, in the middle of an element. */
    public Tab click(String selector) {
        until("document.querySelector(" + quoted(selector) + ")");
        JsonNode box = eval(
                "(e => { e.scrollIntoView({block: 'center', behavior: 'instant'}); const b = e.getBoundingClientRect();"
                        + " return {x: b.x + b.width / 2, y: b.y + b.height / 2}; })(document.querySelector("
                        + quoted(selector)
                        + "))");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            box.path("x").asDouble(),
                            "y",
                            box.path("y").asDouble(),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
        return this;
    }

    /** Moves the focus to an element, as many presses of Tab would. */
    public Tab focus(String selector) {
        eval("document.querySelector(" + quoted(selector) + ").focus()");
        return this;
    }

    /** Presses a key: Tab, Enter, Escape or Space. */
    public Tab press(String key) {
        String text = key.equals("Enter") ? "\r" : key.equals("Space") ? " " : "";
        String code = key.equals("Space") ? " " : key;
        int number = KEYS.getOrDefault(key, 0);
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", code, "code", key, "windowsVirtualKeyCode", number, "text", text));
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", code, "code", key, "windowsVirtualKeyCode", number));
        return this;
    }

    /** Types into what has the focus. */
    public Tab type(String text) {
        call("Input.insertText", Map.of("text", text));
        return this;
    }

    /** Makes the window so wide and high. */
    public Tab resize(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** Shows pages light or dark, and without movement, so that a picture is the same whenever it is taken. */
    public Tab scheme(boolean dark) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        return this;
    }

    /** A picture of the page from its top on, so high at most. */
    public byte[] picture(int most) {
        JsonNode size = call("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
        Map<String, Object> clip = Map.of(
                "x", 0,
                "y", 0,
                "width", size.path("width").asDouble(),
                "height", Math.min(most, size.path("height").asDouble()),
                "scale", 1);
        String data = call(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .path("data")
                .asText();
        return Base64.getDecoder().decode(data);
    }

    /** How long scripts ran on this page so far. */
    public double scriptMillis() {
        for (JsonNode metric : call("Performance.getMetrics", Map.of()).path("metrics")) {
            if (metric.path("name").asText().equals("ScriptDuration")) {
                return metric.path("value").asDouble() * 1000;
            }
        }
        throw new IllegalStateException("the browser does not tell");
    }

    /** Errors of scripts, of the content policy and of requests so far. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Hosts that were asked for anything so far. */
    public Set<String> hosts() {
        return requests.stream().map(URI::getAuthority).collect(Collectors.toSet());
    }

    /** What came by server-sent events so far, without the beats. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Forgets problems and messages. */
    public Tab forget() {
        problems.clear();
        messages.clear();
        return this;
    }

    @Override
    public void close() {
        tools.call(null, "Target.closeTarget", Map.of("targetId", target));
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return tools.call(session, method, parameters);
    }

    private void heard(String method, JsonNode event) {
        switch (method) {
            case "Runtime.exceptionThrown" ->
                problems.add(event.at("/exceptionDetails/exception/description").asText());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert")
                        .contains(event.path("type").asText())) {
                    problems.add(event.path("args").toString());
                }
            }
            case "Log.entryAdded" ->
                problems.add(event.at("/entry/text").asText() + " "
                        + event.at("/entry/url").asText());
            case "Network.requestWillBeSent" -> {
                String url = event.at("/request/url").asText();
                if (url.startsWith("http")) {
                    requests.add(URI.create(url));
                }
            }
            case "Network.eventSourceMessageReceived" -> {
                if (event.path("eventName").asText().equals("news")) {
                    messages.add(event.path("data").asText());
                }
            }
            default -> {}
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
