package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

final class DiffCommandTest {
    private static final String GREEN = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: %s, namespace: default, uid: u-%s}
            spec: {selector: {matchLabels: {app: myapp}}, template: {metadata: {labels: {app: myapp, version: %s}}}}
            """;

    private static final String SERVICE = """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: myapp, namespace: default}
            spec: {selector: {app: myapp}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: gateway, namespace: istio-system, labels: {istio: ingressgateway}}
            spec: {containers: [{name: istio-proxy, image: proxy}]}
            """;

    private final BareApi api;

    DiffCommandTest() throws IOException {
        api = new BareApi(Files.readString(Path.of("kubernetes/sample/mesh.yaml")) + "\n---\n"
                + Files.readString(Path.of("policies/myapp.yaml")) + "\n" + GREEN.formatted("myapp-v1", 1, "v1")
                + GREEN.formatted("myapp-v3", 3, "v3") + SERVICE);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void showsWhatAReleaseWouldWrite() {
        Ran ran = run("diff deploy/myapp-v3");
        assertThat(ran.err()).isEmpty();
        GoldenOutput.check("diff", ran.out().replaceAll("myapp-[0-9a-f]{10}", "myapp-0123456789"));
    }

    /** It is no part of what would be written, so it stands beside. */
    @Test
    void namesTheTestersWhoStayWhereTheyAre() {
        TestersRoute.add(api.client(), "v3");

        Ran ran = run("diff deploy/myapp-v3");

        assertThat(ran.err().strip())
                .isEqualTo(
                        "http route testers of VirtualService myapp leads some clients to subset v3 and is left alone:"
                                + " they stay there whatever becomes of a release");
        assertThat(ran.out()).doesNotContain("left alone");
    }

    @Test
    void writesNothing() {
        String before = objects();
        assertThat(run("diff deploy/myapp-v3 --weight 50").out()).containsPattern("(?m)^\\+ +weight: 50$");
        assertThat(objects()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "diff deploy/myapp-v1 | Deployment myapp-v1 carries the traffic already (subset v1); there is nothing to release",
                "diff deploy/myapp-v4 | there is no Deployment myapp-v4 in namespace default; did you mean myapp-v1 or myapp-v3?",
                "diff deploy/myapp-v3 --policy shop | there is no RolloutPolicy shop in namespace default; there are myapp",
                "diff pod/myapp-v3 | pod/myapp-v3 is no Deployment; write deploy/NAME"
            })
    void refusalsNameTheCure(String command, String expected) {
        Ran ran = run(command);
        assertThat(ran.err().strip()).isEqualTo(expected);
        assertThat(ran.exit()).isEqualTo(1);
    }

    private Ran run(String command) {
        return Ran.at(api.uri(), Ansi.OFF, command.split(" ", -1));
    }

    private String objects() {
        return api.client()
                .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("default")
                .list()
                .getItems()
                .toString();
    }
}
