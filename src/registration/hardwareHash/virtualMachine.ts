/** Manufacturers that make only virtual machines, as their SMBIOS strings begin. */
const virtualManufacturers =
  /^(vmware|qemu|innotek|xen|parallels|nutanix|bochs|kubevirt|ovirt|openstack|red hat|amazon ec2|alibaba cloud|digitalocean|hetzner|proxmox|bhyve)/i;

/** Models that only hypervisors report. */
const virtualModels =
  /^(virtual machine|virtualbox|vmware|standard pc|hvm domu|kvm|parallels|bhyve|openstack|ahv|google compute engine|apple virtualization|bochs|virtual platform)/i;

/** Whether manufacturer and model are a hypervisor's. Virtual TPMs cannot be attested, so such devices cannot be self-deployed. */
export function isVirtualMachine(manufacturer: string, model: string): boolean {
  return virtualModels.test(model) || virtualManufacturers.test(manufacturer);
}
