# Build the application first: ./mvnw -q -B package -DskipTests
# Then:                        docker build -t sluice:0.1.0 .   (or: minikube image build -t sluice:0.1.0 .)
# For a release name the base by its digest: --build-arg BASE=eclipse-temurin@sha256:...
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}

WORKDIR /opt/sluice
COPY target/quarkus-app/lib/ lib/
COPY target/quarkus-app/quarkus/ quarkus/
COPY target/quarkus-app/app/ app/
COPY target/quarkus-app/quarkus-run.jar ./

ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"

# What a start needs, as Java has it in memory: a cache that fits this Java and these files alone, so it is made here and not copied.
# A Java that it does not fit starts without it.
RUN java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:AOTCacheOutput=controller.aot -Xlog:aot*=off -Xlog:cds*=off \
    -jar quarkus-run.jar warm-up --controller

USER 10001:10001
EXPOSE 8080 9000

ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:AOTCache=controller.aot", "-Xlog:aot*=off", "-Xlog:cds*=off", "-jar", "quarkus-run.jar"]
CMD ["controller"]
