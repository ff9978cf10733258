package dev.sluice.truth;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** etcd, kube-apiserver, kube-controller-manager and istiod as processes. */
final class ControlPlane implements AutoCloseable {
    /** Where the API server is. */
    static final String API = "https://127.0.0.1:6443";

    /** Where istiod hands out configuration. */
    static final int XDS = 15010;

    private static final String ADMIN = "truth-admin";

    private final Tools tools;
    private final Path home;
    private final List<Daemon> rest = new ArrayList<>();
    private final Daemon apiServer;
    private @Nullable Daemon istiod;

    ControlPlane(Tools tools) {
        this(tools, true);
    }

    private ControlPlane(Tools tools, boolean whole) {
        this.tools = tools;
        this.home = tools.logs().resolve("control-plane");
        Texts.delete(home);
        Texts.write(home.resolve("sa.key"), key());
        Texts.write(home.resolve("tokens.csv"), ADMIN + ",admin,1,system:masters\n");
        Texts.write(home.resolve("kubeconfig"), kubeconfig(API, ADMIN));
        Texts.write(home.resolve("mesh.yaml"), """
                defaultProviders: {metrics: []}
                enablePrometheusMerge: false
                enableAutoMtls: false
                """);
        Texts.write(home.resolve("audit.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules: [{level: Metadata, userGroups: ["system:serviceaccounts:sluice-system"]}, {level: None}]
                """);
        rest.add(start("etcd", Map.of(), etcd()));
        apiServer = start("kube-apiserver", Map.of(), apiServer());
        try (KubernetesClient client = client()) {
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> "ok".equals(client.raw("/readyz")));
            createNamespace(client, "istio-system");
            client.load(open(tools.parts().resolve("istio-crds.yaml"))).create();
        }
        if (whole) {
            rest.add(start("kube-controller-manager", Map.of(), controllerManager()));
            istiod = istiod();
        }
    }

    /** etcd and kube-apiserver alone: what is written stands there, and nobody acts on it. */
    static ControlPlane bare(Tools tools) {
        return new ControlPlane(tools, false);
    }

    /** A client that may do anything. */
    static KubernetesClient client() {
        return client(ADMIN);
    }

    static void createNamespace(KubernetesClient client, String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    /** A client with the rights of a token. */
    static KubernetesClient client(String token) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(API)
                .withOauthToken(token)
                .withTrustCerts(true)
                .withDisableHostnameVerification(true)
                .withNamespace("default")
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** A kubeconfig for a token. */
    static String kubeconfig(String server, String token) {
        return """
                apiVersion: v1
                kind: Config
                current-context: truth
                clusters: [{name: truth, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                users: [{name: truth, user: {token: "%s"}}]
                contexts: [{name: truth, context: {cluster: truth, user: truth}}]
                """.formatted(server, token);
    }

    Path kubeconfig() {
        return home.resolve("kubeconfig");
    }

    Daemon apiServerProcess() {
        return apiServer;
    }

    /** Ends istiod; gateways go on with what they know. */
    void stopIstiod() {
        Objects.requireNonNull(istiod).kill();
    }

    void startIstiod() {
        istiod = istiod();
    }

    @Override
    public void close() {
        if (istiod != null) {
            istiod.close();
        }
        apiServer.close();
        rest.reversed().forEach(Daemon::close);
    }

    private Daemon start(String name, Map<String, String> environment, List<String> command) {
        return Daemon.start(tools.logs().resolve("logs").resolve(name + ".log"), environment, command);
    }

    private List<String> etcd() {
        return List.of(
                tools.program("etcd"),
                "--data-dir=" + home.resolve("etcd"),
                "--listen-client-urls=http://127.0.0.1:2379",
                "--advertise-client-urls=http://127.0.0.1:2379",
                "--listen-peer-urls=http://127.0.0.1:2380",
                "--unsafe-no-fsync");
    }

    private List<String> apiServer() {
        return List.of(
                tools.program("kube-apiserver"),
                "--etcd-servers=http://127.0.0.1:2379",
                "--cert-dir=" + home.resolve("certs"),
                "--secure-port=6443",
                "--bind-address=0.0.0.0",
                "--advertise-address=" + Network.NODE,
                "--service-cluster-ip-range=10.96.0.0/16",
                "--service-account-key-file=" + home.resolve("sa.key"),
                "--service-account-signing-key-file=" + home.resolve("sa.key"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--token-auth-file=" + home.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount",
                "--audit-policy-file=" + home.resolve("audit.yaml"),
                "--audit-log-path=" + tools.logs().resolve("audit.log"),
                "--audit-log-mode=blocking");
    }

    private List<String> controllerManager() {
        String controllers = "deployment-controller,replicaset-controller,endpointslice-controller,"
                + "serviceaccount-controller,garbage-collector-controller,namespace-controller,"
                + "horizontal-pod-autoscaler-controller,clusterrole-aggregation-controller";
        return List.of(
                tools.program("kube-controller-manager"),
                "--kubeconfig=" + kubeconfig(),
                "--authentication-kubeconfig=" + kubeconfig(),
                "--authorization-kubeconfig=" + kubeconfig(),
                "--leader-elect=false",
                "--horizontal-pod-autoscaler-sync-period=1s",
                "--controllers=" + controllers);
    }

    private Daemon istiod() {
        Map<String, String> environment = Map.of(
                "POD_NAMESPACE", "istio-system",
                "POD_NAME", "istiod-0",
                "CLUSTER_ID", "Kubernetes",
                "PILOT_ENABLE_ALPN_FILTER", "false",
                "PILOT_ENABLE_METADATA_EXCHANGE", "false",
                "VALIDATION_ENABLED", "false",
                "INJECT_ENABLED", "false",
                "XDS_AUTH", "false");
        List<String> command = List.of(
                tools.program("istio"),
                "discovery",
                "--kubeconfig=" + kubeconfig(),
                "--meshConfig=" + home.resolve("mesh.yaml"),
                "--httpAddr=:15081",
                "--secureGRPCAddr=",
                "--httpsAddr=",
                "--monitoringAddr=:15014",
                "--grpcAddr=:" + XDS);
        Daemon daemon = start("istiod", environment, command);
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket("127.0.0.1", XDS)) {
                return socket.isConnected();
            }
        });
        return daemon;
    }

    private static java.io.InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
            return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
