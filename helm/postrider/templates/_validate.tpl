{{- /*
What the schema cannot say: values that are missing, or contradict each other. All complaints at once; each begins with the value to change.
*/}}
{{- define "postrider.validate" -}}
{{- $v := .Values }}
{{- $wrong := list }}
{{- if not $v.hostname }}
{{- $wrong = append $wrong "hostname: set the name of this mail system, such as mx.example.org" }}
{{- end }}
{{- if not $v.kafka.bootstrapServers }}
{{- $wrong = append $wrong "kafka.bootstrapServers: set host:port of some brokers" }}
{{- end }}
{{- if not $v.postgres.host }}
{{- $wrong = append $wrong "postgres.host: set the server's name" }}
{{- end }}
{{- if not $v.postgres.existingSecret }}
{{- $wrong = append $wrong "postgres.existingSecret: set the name of a Secret with the password" }}
{{- end }}
{{- if and (eq $v.blobs.type "s3") (not $v.blobs.s3.bucket) }}
{{- $wrong = append $wrong "blobs.s3.bucket: set the bucket for large bodies, or blobs.type=directory on a cluster of one node" }}
{{- end }}
{{- if and (eq $v.blobs.type "directory") (not $v.blobs.directory.existingClaim) }}
{{- $wrong = append $wrong "blobs.directory.existingClaim: set a PersistentVolumeClaim, because blobs.type=directory" }}
{{- end }}
{{- if ne (empty $v.blobs.s3.existingSecret) (empty $v.blobs.s3.accessKeyId) }}
{{- $wrong = append $wrong "blobs.s3.existingSecret: set it together with blobs.s3.accessKeyId, or neither" }}
{{- end }}

{{- with $v.mail.tls }}
{{- if and .existingSecret .certManager.enabled }}
{{- $wrong = append $wrong "mail.tls.existingSecret: leave it empty, because mail.tls.certManager.enabled makes the certificate" }}
{{- else if not (or .existingSecret .certManager.enabled) }}
{{- $wrong = append $wrong "mail.tls.existingSecret: set a Secret of type kubernetes.io/tls, or mail.tls.certManager.enabled=true; without a certificate nobody can log in" }}
{{- end }}
{{- if and .certManager.enabled (not .certManager.issuerRef.name) }}
{{- $wrong = append $wrong "mail.tls.certManager.issuerRef.name: set who signs the certificate" }}
{{- end }}
{{- end }}
{{- with $v.internalTls }}
{{- if and .enabled .existingSecret .certManager.enabled }}
{{- $wrong = append $wrong "internalTls.existingSecret: leave it empty, because internalTls.certManager.enabled makes the certificates" }}
{{- else if and .enabled (not (or .existingSecret .certManager.enabled)) }}
{{- $wrong = append $wrong "internalTls.existingSecret: set a Secret, or internalTls.certManager.enabled=true" }}
{{- else if and (not .enabled) (or .existingSecret .certManager.enabled) }}
{{- $wrong = append $wrong "internalTls.enabled: set it, or no internalTls.existingSecret and internalTls.certManager.enabled" }}
{{- end }}
{{- end }}

{{- with $v.kafka }}
{{- if gt (int .minInsyncReplicas) (int .replicationFactor) }}
{{- $wrong = append $wrong (printf "kafka.minInsyncReplicas: %d copies can never be in sync where kafka.replicationFactor is %d" (int .minInsyncReplicas) (int .replicationFactor)) }}
{{- end }}
{{- if and .strimzi.enabled (not .strimzi.cluster) }}
{{- $wrong = append $wrong "kafka.strimzi.cluster: set the name of the Kafka resource" }}
{{- end }}
{{- if and (not .tls.enabled) (or .tls.caSecret .tls.existingSecret) }}
{{- $wrong = append $wrong "kafka.tls.enabled: set it, or no kafka.tls.caSecret and kafka.tls.existingSecret" }}
{{- end }}
{{- if and .sasl.mechanism (not .sasl.existingSecret) }}
{{- $wrong = append $wrong "kafka.sasl.existingSecret: set a Secret with the password, because kafka.sasl.mechanism is set" }}
{{- end }}
{{- if and .sasl.mechanism (not .sasl.username) }}
{{- $wrong = append $wrong "kafka.sasl.username: set it, because kafka.sasl.mechanism is set" }}
{{- end }}
{{- if and (not .sasl.mechanism) .sasl.existingSecret }}
{{- $wrong = append $wrong "kafka.sasl.mechanism: set it, or no kafka.sasl.existingSecret" }}
{{- end }}
{{- end }}
{{- if and (hasPrefix "verify-" $v.postgres.tls.mode) (not $v.postgres.tls.caSecret) }}
{{- $wrong = append $wrong (printf "postgres.tls.caSecret: set it, because postgres.tls.mode is %s" $v.postgres.tls.mode) }}
{{- end }}

{{- range $key := list "smtpIngress" "imapGateway" }}
{{- range $name, $listener := (index $v $key).listeners }}
{{- if and $listener.proxyProtocol.enabled (not $listener.proxyProtocol.from) }}
{{- $wrong = append $wrong (printf "%s.listeners.%s.proxyProtocol.from: set the networks of the proxies, because proxyProtocol.enabled is set" $key $name) }}
{{- end }}
{{- if and (not $listener.proxyProtocol.enabled) $listener.proxyProtocol.from }}
{{- $wrong = append $wrong (printf "%s.listeners.%s.proxyProtocol.enabled: set it, or no proxyProtocol.from" $key $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- range $role, $service := $v.services }}
{{- if and (eq $service.type "ClusterIP") $service.nodePorts }}
{{- $wrong = append $wrong (printf "services.%s.nodePorts: there are none where services.%s.type is ClusterIP" $role $role) }}
{{- end }}
{{- if and (ne $service.type "LoadBalancer") (or $service.loadBalancerClass $service.loadBalancerSourceRanges) }}
{{- $wrong = append $wrong (printf "services.%s.type: only a LoadBalancer has loadBalancerClass and loadBalancerSourceRanges" $role) }}
{{- end }}
{{- end }}

{{- range $key, $about := include "postrider.components" . | fromYaml }}
{{- $component := index $v $key }}
{{- with dig "autoscaling" dict $component }}
{{- if .enabled }}
{{- if gt (int .minReplicas) (int .maxReplicas) }}
{{- $wrong = append $wrong (printf "%s.autoscaling.maxReplicas: at least minReplicas" $key) }}
{{- end }}
{{- if not (or .cpuPercent (dig "connectionsPerPod" 0 .)) }}
{{- $wrong = append $wrong (printf "%s.autoscaling.cpuPercent: set what to scale by, or autoscaling.enabled=false" $key) }}
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $secret := $component.secrets }}
{{- if has $name (list "kafka" "postgres" "s3" "admin" "smart-host") }}
{{- $wrong = append $wrong (printf "%s.secrets.%s: the chart has a secret of this name; choose another" $key $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- with $v.deliveryWorker }}
{{- $most := ternary (int .keda.maxReplicas) (int .replicas) .keda.enabled }}
{{- if gt $most (int $v.kafka.partitions) }}
{{- $wrong = append $wrong (printf "%s: %d workers share kafka.partitions=%d; the others would idle" (ternary "deliveryWorker.keda.maxReplicas" "deliveryWorker.replicas" .keda.enabled) $most (int $v.kafka.partitions)) }}
{{- end }}
{{- if and .keda.enabled (gt (int .keda.minReplicas) (int .keda.maxReplicas)) }}
{{- $wrong = append $wrong "deliveryWorker.keda.maxReplicas: at least minReplicas" }}
{{- end }}
{{- if and .keda.enabled $v.kafka.sasl.mechanism (not .keda.kafkaAuthentication) }}
{{- $wrong = append $wrong "deliveryWorker.keda.kafkaAuthentication: set a TriggerAuthentication, because kafka.sasl.mechanism is set" }}
{{- end }}
{{- if and .smartHost.login (not .smartHost.existingSecret) }}
{{- $wrong = append $wrong "deliveryWorker.smartHost.existingSecret: set a Secret with the password, because smartHost.login is set" }}
{{- end }}
{{- if and .smartHost.login (eq .smartHost.tls "never") }}
{{- $wrong = append $wrong "deliveryWorker.smartHost.tls: opportunistic or required, because smartHost.login is set" }}
{{- end }}
{{- if and (not .smartHost.host) .smartHost.login }}
{{- $wrong = append $wrong "deliveryWorker.smartHost.host: set it, or no smartHost.login" }}
{{- end }}
{{- end }}

{{- if and $v.metrics.podMonitor.enabled $v.metrics.serviceMonitor.enabled }}
{{- $wrong = append $wrong "metrics.serviceMonitor.enabled: every pod would be scraped twice, because metrics.podMonitor.enabled is set" }}
{{- end }}
{{- if and $v.smokeTest.enabled (not $v.smokeTest.existingSecret) (not $v.mailboxService.admin.enabled) }}
{{- $wrong = append $wrong "smokeTest.existingSecret: set a Secret with login and password, because mailboxService.admin.enabled is off; or smokeTest.enabled=false" }}
{{- end }}
{{- if $v.smokeTest.enabled }}
{{- $plain := false }}
{{- range list $v.smtpIngress.listeners.submission $v.smtpIngress.listeners.submissions }}
{{- $plain = or $plain (and .enabled (not .proxyProtocol.enabled)) }}
{{- end }}
{{- with $v.imapGateway.listeners.imaps }}
{{- $plain = and $plain .enabled (not .proxyProtocol.enabled) }}
{{- end }}
{{- if not $plain }}
{{- $wrong = append $wrong "smokeTest.enabled: set it to false, or have a listener for submission and imaps on that expect no PROXY header" }}
{{- end }}
{{- end }}
{{- if and (not (include "postrider.adminOn" .)) $v.mailboxService.admin.existingSecret }}
{{- $wrong = append $wrong "mailboxService.admin.enabled: set it or deliveryWorker.admin.enabled, or no mailboxService.admin.existingSecret" }}
{{- end }}
{{- with $wrong }}
{{- fail (printf "\n\nThe values cannot be used:\n  %s\n" (join "\n  " .)) }}
{{- end }}
{{- end }}
