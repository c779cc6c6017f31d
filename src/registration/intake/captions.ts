/** What a column of a device file can hold. */
export type Field =
  | 'serialNumber'
  | 'productId'
  | 'hardwareHash'
  | 'groupTag'
  | 'assignedUser'
  | 'manufacturer'
  | 'model';

/** Captions by field, as tools and people write them; letters and digits only, without accents, lower case. */
const synonyms: Record<Field, readonly string[]> = {
  serialNumber: [
    'deviceserialnumber',
    'deviceserial',
    'deviceserialno',
    'serialnumber',
    'serialnumbers',
    'serialno',
    'serialnr',
    'serialnum',
    'serial',
    'serialid',
    'sn',
    'biosserialnumber',
    'biosserial',
    'systemserialnumber',
    'pcserialnumber',
    'computerserialnumber',
    'hardwareserialnumber',
    'smbiosserialnumber',
    'servicetag',
    'seriennummer',
    'seriennr',
    'gerateseriennummer',
    'numerodeserie',
    'numeroserie',
    'numerodeseriededispositivo',
    'numerodiserie',
    'serienummer',
    'numerserii',
  ],
  productId: [
    'windowsproductid',
    'windowsproductids',
    'productid',
    'productkeyid',
    'windowsproductkeyid',
    'windowspkid',
    'pkid',
    'productkey',
    'windowsproductkey',
    'windowsproduktid',
    'produktid',
  ],
  hardwareHash: [
    'hardwarehash',
    'hardwarehashes',
    'devicehardwarehash',
    'devicehash',
    'hash',
    'hwhash',
    '4khash',
    '4khardwarehash',
    '4khh',
    'hardwarehash4k',
    'autopilothash',
    'autopilothardwarehash',
    'windowsautopilothash',
    'hardwareidentifier',
    'hardwareid',
    'hwid',
    'devicehardwaredata',
    'hardwaredata',
    'devicedata',
    'hardwarehashvalue',
    'empreintematerielle',
    'hachagemateriel',
  ],
  groupTag: [
    'grouptag',
    'grouptags',
    'autopilotgrouptag',
    'autopilottag',
    'tag',
    'devicetag',
    'devicegrouptag',
    'orderid',
    'orderidentifier',
    'ordertag',
    'ztdgrouptag',
    'gruppentag',
    'gruppenkennung',
    'etiquetadegrupo',
    'balisedegroupe',
  ],
  assignedUser: [
    'assigneduser',
    'assignedusers',
    'assigneduserprincipalname',
    'assigneduserupn',
    'userprincipalname',
    'upn',
    'userupn',
    'user',
    'username',
    'useremail',
    'primaryuser',
    'zugewiesenerbenutzer',
  ],
  manufacturer: [
    'manufacturername',
    'manufacturer',
    'devicemanufacturer',
    'systemmanufacturer',
    'make',
    'oem',
    'oemname',
    'oemmanufacturername',
    'vendor',
    'hersteller',
    'fabricant',
    'fabricante',
  ],
  model: [
    'devicemodel',
    'model',
    'modelname',
    'devicemodelname',
    'systemmodel',
    'systemproductname',
    'productname',
    'modell',
    'modele',
    'modelo',
  ],
};

const fieldOf = new Map<string, Field>(
  Object.entries(synonyms).flatMap(([field, captions]) =>
    captions.map((caption): [string, Field] => [caption, field as Field]),
  ),
);

/** Words that tell a caption in longer ones: `Serial number of the device`. */
const telling: [string, Field][] = [
  ['serialnumber', 'serialNumber'],
  ['seriennummer', 'serialNumber'],
  ['hardwarehash', 'hardwareHash'],
  ['windowsproductid', 'productId'],
  ['grouptag', 'groupTag'],
  ['assigneduser', 'assignedUser'],
];
/** Letters and digits of the longest caption; anything longer is prose. */
const longestCaption = 28;

/** Captions of the Configuration Manager report: `Details_Table0_SerialNumber1`. */
const reportPrefix = /^detailstable\d+/;

/** Folds a caption to letters and digits, without accents, lower case. */
export function foldCaption(cell: string): string {
  return cell
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The field that a caption names which some tool writes exactly so; `undefined` for any other text. */
export function exactCaptionField(cell: string): Field | undefined {
  if (cell.length > 60 || cell === '') return undefined;
  const folded = foldCaption(cell);
  const known = fieldOf.get(folded);
  if (known !== undefined || !reportPrefix.test(folded)) return known;
  return fieldOf.get(folded.replace(reportPrefix, '').replace(/\d+$/, ''));
}

/** The field a caption names, people's own wordings included; `undefined` for any other text. */
export function captionField(cell: string): Field | undefined {
  const known = exactCaptionField(cell);
  if (known !== undefined || cell.length > 60) return known;
  const folded = foldCaption(cell);
  // `SERIALNUMBER-0042` is a serial number that reads like a caption.
  return folded.length > longestCaption || /\d{3}/.test(folded)
    ? undefined
    : telling.find(([word]) => folded.includes(word))?.[1];
}

/** The caption Intune's own files use, for messages about files without captions. */
export const usualCaptions: Record<Field, string> = {
  serialNumber: 'Device Serial Number',
  productId: 'Windows Product ID',
  hardwareHash: 'Hardware Hash',
  groupTag: 'Group Tag',
  assignedUser: 'Assigned User',
  manufacturer: 'Manufacturer name',
  model: 'Device model',
};
